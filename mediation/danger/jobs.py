"""What danger needs by the clock."""

from datetime import timedelta

from notices.jobs import job

from . import alarms, orders, protection


@job("escalate_red_cases", every=timedelta(minutes=1))
def escalate_red_cases():
    """Tell more people of red cases that nobody has opened, of reports to the police that are still missing, and of violence that names nobody."""
    further, missing = alarms.escalate_due(), protection.remind_due()
    return f"{further} red cases told further, {missing} reports missing" if further or missing else ""


@job("remind_of_orders", every=timedelta(hours=6))
def remind_of_orders():
    """Tell of protection orders that end soon."""
    count = orders.remind_due()
    return f"{count} told of orders that end" if count else ""
