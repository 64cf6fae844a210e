"""Times as the reader lives them: their zone, and words instead of dates where those are clearer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def zone() -> tzinfo:
    """The reader's time zone as their browser gave it, else UTC."""
    name = st.context.timezone
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def clock(at: datetime, where: tzinfo | None = None, *, seconds: bool = False) -> str:
    """Return the time of day: "8:02", with seconds "10:42:07"."""
    here = at.astimezone(where or zone())
    return f"{here.hour}:{here:%M:%S}" if seconds else f"{here.hour}:{here:%M}"


def day(at: datetime, now: datetime, where: tzinfo | None = None) -> str:
    """Return the day in words: "today", "yesterday", "Tuesday", "3 May", "3 May 2025"."""
    local = where or zone()
    then, today = at.astimezone(local), now.astimezone(local)
    days = (today.date() - then.date()).days
    if days in (0, 1):
        return "today" if days == 0 else "yesterday"
    if 1 < days < 7:
        return f"{then:%A}"
    return f"{then.day} {then:%B}" + ("" if then.year == today.year else f" {then.year}")


def end_of(day_chosen: date, where: tzinfo | None = None) -> datetime:
    """Return the end of a day as the reader lives it: the moment the next one begins."""
    return datetime.combine(day_chosen + timedelta(days=1), time(), where or zone()).astimezone(UTC)


def last_day(until: datetime, now: datetime, where: tzinfo | None = None) -> str:
    """Return the last day before ``until`` in words: "today", "12 December", "3 May 2027"."""
    last = (until - timedelta(seconds=1)).astimezone(where or zone())
    today = now.astimezone(where or zone())
    if last.date() == today.date():
        return "today"
    return f"{last.day} {last:%B}" + ("" if last.year == today.year else f" {last.year}")


def written(at: datetime, where: tzinfo | None = None) -> str:
    """Return day and time for a table that is taken away, so that a spreadsheet reads a date: "2026-05-03 10:42"."""
    return f"{at.astimezone(where or zone()):%Y-%m-%d %H:%M}"


def zone_name(where: tzinfo | None = None) -> str:
    """Return the name of a zone, the reader's by default: "Europe/Berlin", "UTC"."""
    return str(where or zone())


def moment(at: datetime, now: datetime, where: tzinfo | None = None) -> str:
    """Return day and time: "10:42" for today, "yesterday 10:42", "3 May 10:42"."""
    said = day(at, now, where)
    return clock(at, where) if said == "today" else f"{said} {clock(at, where)}"


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago: "just now", "2 min", "3 h", "5 days"."""
    seconds = max(0.0, (now - at).total_seconds())
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} h"
    days = int(seconds // _DAY)
    return f"{days} day" if days == 1 else f"{days} days"
