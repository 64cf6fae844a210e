"""Who may open which page and do which action, written by hand beside what the code says.

The code has its own table (``Verb`` and ``GRANTS``). This one is the second opinion: a page or an action
that is not listed here fails the tests, and so does one that is open to anybody else than listed.
Add a row when you add a page or an action, and think about the roles while you do.
"""

from studybuddy_core.domain.access import Role

L, T, N, R, A = Role.LEARNER, Role.TEACHER, Role.ANNOTATOR, Role.RESEARCHER, Role.ADMINISTRATOR

PAGES: dict[str, set[Role]] = {}

ACTIONS: dict[str, set[Role]] = {}
