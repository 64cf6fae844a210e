"""Who may open which page and do which action, written by hand beside what the code says.

The code has its own table (``Verb`` and ``GRANTS``). This one is the second opinion: a page or an action
that is not listed here fails the tests, and so does one that is open to anybody else than listed.
Add a row when you add a page or an action, and think about the roles while you do.
"""

from studybuddy_core.domain.access import Role

L, T, N, R, A = Role.LEARNER, Role.TEACHER, Role.ANNOTATOR, Role.RESEARCHER, Role.ADMINISTRATOR

PAGES: dict[str, set[Role]] = {}

ACTIONS: dict[str, set[Role]] = {}

PAGES |= {"overview": {A}, "people": {A}, "school": {A}}

ACTIONS |= {
    f"{service}.{method}": {A}
    for service, methods in {
        "People": "find get add_staff rename reset_password disable enable set_role set_safeguarding",
        "Enrolling": "classes create_class rename_class new_code archive_class restore_class enrol remove preview "
        "add_learners add_learner set_grade",
        "SchoolSetup": "state set_care set_voice send_test_alert confirm_test_alert stop resume",
        "Auditing": "verify links export",
        "Monitoring": "overview note_shown acknowledge",
    }.items()
    for method in methods.split()
}
ACTIONS |= {"Enrolling.reset_pictures": {T, A}, "Enrolling.reset_class_pictures": {T, A}}

PAGES |= {"chat": {L}, "playground": {T, R, A}}

ACTIONS |= {f"Tutoring.{m}": {L} for m in "room send follow cancel finish appeal ask_adult not_meant".split()}
ACTIONS |= {f"Probing.{m}": {T, R, A} for m in ("choices", "run")}
