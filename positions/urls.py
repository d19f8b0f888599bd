"""The addresses of finding, choosing, booking, and of the ticket."""

from django.urls import path, register_converter

from .models import CODE_LETTERS
from .views import after, bookings, draws, duty, families, hourly, places, screens, sessions, slots, taken, terms, wanted


class CodeConverter:
    """The twelve letters of a booking; anything else is no address at all."""

    regex = f"[{CODE_LETTERS}]{{12}}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class TokenConverter:
    """The secret part of a private calendar address."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(CodeConverter, "booking_code")
register_converter(TokenConverter, "calendar_token")

app_name = "positions"
urlpatterns = [
    path("centers/", places.centers, name="centers"),
    path("centers/<int:pk>/", places.center, name="center"),
    path("centers/<int:pk>/sketch/", places.sketch, name="sketch"),
    path("centers/<int:pk>/week/", screens.week, name="wall"),
    path("centers/<int:pk>/board/", screens.board, name="board"),
    path("centers/<int:pk>/board/worker.js", screens.board_worker, name="board_worker"),
    path("sites/<int:pk>/", places.site, name="site"),
    path("services/<int:pk>/", places.service, name="service"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/book/", bookings.book, name="book"),
    path("sessions/<int:pk>/hours/", hourly.hours, name="hours"),
    path("bookings/<booking_code:code>/", bookings.ticket, name="ticket"),
    path("bookings/<booking_code:code>/cancel/", bookings.cancel, name="cancel"),
    path("bookings/<booking_code:code>/answer/", bookings.answer, name="answer"),
    path("bookings/<booking_code:code>/calendar.ics", bookings.calendar, name="calendar"),
    path("bookings/<booking_code:code>/move/", slots.move, name="move"),
    path("bookings/<booking_code:code>/name/", slots.give_name, name="give_name"),
    path("duty/", duty.page, name="duty"),
    path("duty/counts/", duty.counts, name="duty_counts"),
    path("duty/hours/", duty.hours, name="duty_hours"),
    path("duty/hours/one/", duty.add_one, name="duty_one"),
    path("duty/hours/off/", duty.day_off, name="duty_off"),
    path("duty/hours/<int:pk>/stop/", duty.stop, name="duty_stop"),
    path("duty/<int:pk>/", duty.slot, name="duty_slot"),
    path("slots/", slots.kinds, name="slots"),
    path("slots/<int:pk>/", slots.service, name="slots_of"),
    path("people/<int:pk>/photo/", slots.photo, name="face"),
    path("people/<slug:team>/", slots.people, name="people"),
    path("resources/", wanted.resources, name="resources"),
    path("wanted/", wanted.wanted, name="wanted"),
    path("wanted/<int:pk>/", wanted.join, name="wanted_join"),
    path("wanted/<int:pk>/back/", wanted.take_back, name="wanted_back"),
    path("timetables/<int:pk>/enrol/", terms.enrol, name="enrol"),
    path("enrollments/<booking_code:code>/", terms.enrollment, name="enrollment"),
    path("enrollments/<booking_code:code>/off/", terms.day_off, name="day_off"),
    path("enrollments/<booking_code:code>/back/", terms.come_back, name="come_back"),
    path("enrollments/<booking_code:code>/leave/", terms.leave, name="leave_term"),
    path("enrollments/<booking_code:code>/excuse/<int:pk>/", terms.excuse, name="excuse"),
    path("my/taken/<booking_code:code>/", taken.taken, name="taken"),
    path("my/bookings/", bookings.my_bookings, name="my_bookings"),
    path("my/mandates/<int:pk>/", families.acting, name="acting"),
    path("call-me/", families.call_me, name="call_me"),
]
urlpatterns += [
    path("draws/<int:pk>/", draws.draw, name="draw"),
    path("draws/<int:pk>/enter/", draws.enter, name="draw_enter"),
    path("draws/<int:pk>/withdraw/", draws.withdraw, name="draw_withdraw"),
    path("draws/<int:pk>/list.txt", draws.numbers, name="draw_list"),
    path("draws/<int:pk>/draw.json", draws.published, name="draw_json"),
]
urlpatterns += [
    path("bookings/<booking_code:code>/rate/", after.rate, name="rate"),
    path("feedback/<int:pk>/report/", after.report, name="feedback_report"),
    path("centers/<int:pk>/closed/", after.found_closed, name="found_closed"),
    path("sites/<int:pk>/calendar.ics", after.site_feed, name="site_feed"),
    path("calendar/<calendar_token:token>.ics", after.feed, name="feed"),
    path("my/calendar/", after.my_calendar, name="my_calendar"),
]
