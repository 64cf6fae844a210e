"""What becomes of a page where the window is low or narrow: a laptop at 200 % zoom leaves 720 × 450 pixels.

What is read comes first. Streamlit's bar at the bottom stays in view whatever its height, so there it gets
small; panels that stand side by side wrap; the sentence of a header goes under its title. Nothing is taken
away, and the order of the keyboard stays that of the page.
"""

from __future__ import annotations

LOW = 560
NARROW = 900
BESIDE = 767
"""Up to this width Streamlit folds the navigation of the adults into one button."""

_MAIN = '[data-testid="stMainBlockContainer"]'
_BAR = '[data-testid="stBottomBlockContainer"]'
_ROW = '[data-testid="stHorizontalBlock"]'
_PART = '[data-testid="stLayoutWrapper"]'
_COLUMN = '[data-testid="stColumn"]'
_FOLDED = 'body:has([data-testid="stExpandSidebarButton"])'

_HEADER = f"""
@media (max-width: {NARROW}px) {{
.st-key-frame_header {{ row-gap: 0.25rem; }}
.st-key-frame_header > :has(> [data-testid="stText"]) {{ order: 1; flex: 1 1 100%; }}
.st-key-frame_header > :nth-child(3) {{ margin-left: auto; }}
}}
@media (max-width: {BESIDE}px) and (max-height: {LOW}px) {{
{_FOLDED} {_MAIN} {{ padding-top: 0.5rem; }}
{_FOLDED} .st-key-frame_header {{ padding-left: 3rem; }}
{_FOLDED} [data-testid="stHeader"] {{ background: none; pointer-events: none; }}
{_FOLDED} [data-testid="stHeader"] button {{
pointer-events: auto; background: light-dark(#FFFFFF, #12151B); border: 1px solid light-dark(#7C8798, #78849A); }}
}}
@media (max-height: {LOW}px) {{
{_BAR} {{ padding-block: 0.5rem; }}
.st-key-frame, .st-key-frame > {_PART} > [data-testid="stVerticalBlock"] {{ gap: 0.5rem; }}
}}
"""

_BARS = f"""
@media (max-height: {LOW}px) {{
:is(.st-key-review_bar, .st-key-compare_bar) {{
flex-direction: row; flex-wrap: wrap; gap: 0.25rem 0.5rem; align-items: center; }}
:is(.st-key-review_bar, .st-key-compare_bar) {_PART}:has(button),
:is(.st-key-review_bar, .st-key-compare_bar) {_ROW} {{ display: contents; }}
:is(.st-key-review_bar, .st-key-compare_bar) {_PART}:not(:has(button)) {{ flex: 1 1 100%; }}
:is(.st-key-review_bar, .st-key-compare_bar) .stElementContainer:has(textarea) {{ flex: 1 1 20rem; }}
:is(.st-key-review_bar, .st-key-compare_bar) button {{ min-height: 2rem; padding: 0.125rem 0.4rem; }}
:is(.st-key-review_bar, .st-key-compare_bar) :is(.stButton, .stButtonGroup, .stElementContainer) {{
width: auto; flex: 0 1 auto; }}
:is(.st-key-review_bar, .st-key-compare_bar) :has(> [data-testid="stText"]) {{ flex: 1 1 100%; }}
.st-key-compare_bar {_COLUMN} {{ flex: 1 1 auto; width: auto; min-width: 0; }}
.st-key-compare_bar {_COLUMN} .stElementContainer {{ width: 100%; }}
.st-key-compare_bar {_COLUMN} p {{ overflow: visible; white-space: nowrap; }}
.st-key-compare_bar {_COLUMN} span:has(> [data-testid="stIconMaterial"]) {{ display: none; }}
}}
"""

_PANELS = f"""
.st-key-chat_notice {{ flex-wrap: nowrap; }}
[class*="st-key-compare_left_"], [class*="st-key-compare_right_"] {{
height: clamp(9rem, 100vh - 29.25rem, 470px) !important; flex: none !important; }}
{_PART}:has(> :is([class*="st-key-compare_left_"], [class*="st-key-compare_right_"])) {{
height: auto !important; flex: none !important; }}
@media (max-width: {NARROW}px) {{
:is(.st-key-review_panels, .st-key-conversations_panels) > {_PART} > {_ROW} {{ flex-wrap: wrap; gap: 0.5rem 1rem; }}
:is(.st-key-review_panels, .st-key-conversations_panels) > {_PART} > {_ROW} > {_COLUMN} {{ flex: 5 1 16rem; }}
:is(.st-key-review_panels, .st-key-conversations_panels) > {_PART} > {_ROW} > {_COLUMN}:first-child {{
flex: 1 1 100%; }}
:is(.st-key-review_queue, .st-key-conversations_list) {{ height: auto !important; max-height: 8rem; }}
.st-key-review_panels > {_PART} > {_ROW} > {_COLUMN}:first-child {{ order: 1; }}
{_PART}:has(> :is(.st-key-review_queue, .st-key-conversations_list)) {{
height: auto !important; flex: none !important; }}
}}
@media (max-height: {LOW}px) {{
:is(.st-key-compare_question, [class*="st-key-compare_left_"], [class*="st-key-compare_right_"]) {{
padding: 0 0.25rem; }}
:is(.st-key-review_talk, .st-key-review_why) {{
height: max(11rem, 100vh - 14.5rem) !important; flex: none !important; }}
{_PART}:has(> :is(.st-key-review_talk, .st-key-review_why)) {{ height: auto !important; flex: none !important; }}
}}
"""

STYLE = f"<style>{_HEADER}{_BARS}{_PANELS}</style>"
