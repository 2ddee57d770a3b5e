"""Dates counted from the day of the loading, so that the demo is never out of date."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from pages.base.dates import ApproximateDate

# Day and month of the French holidays whose date is fixed.
HOLIDAYS = {(1, 1), (1, 5), (8, 5), (14, 7), (15, 8), (1, 11), (11, 11), (25, 12)}


@dataclass(frozen=True)
class Days:
    """Every offset is signed: minus for the past, plus for what is to come."""

    today: date

    def day(self, days: int) -> date:
        """Return the day that many days from today."""
        return self.today + timedelta(days=days)

    def working_day(self, days: int) -> ApproximateDate:
        """Return the last day on which offices are open, that many days from today or just before."""
        day = self.day(days)
        while day.weekday() > 4 or (day.day, day.month) in HOLIDAYS:
            day -= timedelta(days=1)
        return ApproximateDate(day)

    def saturday(self, days: int) -> date:
        """Return the Saturday that follows that many days from today."""
        day = self.day(days)
        return day + timedelta(days=(5 - day.weekday()) % 7)

    @staticmethod
    def at(day: date, hour: int, minute: int = 0) -> datetime:
        """Return the instant when the portal's clocks show that hour, on that day."""
        return datetime.combine(day, time(hour, minute), timezone.get_default_timezone())

    def month(self, months: int) -> ApproximateDate:
        """Return the month that many months from this one, known to the month only."""
        return ApproximateDate((self.today + relativedelta(months=months)).replace(day=1), "month")

    def quarter(self, quarters: int) -> ApproximateDate:
        """Return the quarter that many quarters from this one."""
        first = self.today.replace(month=(self.today.month - 1) // 3 * 3 + 1, day=1)
        return ApproximateDate(first + relativedelta(months=3 * quarters), "quarter")

    def year(self, years: int = 0) -> int:
        """Return the year that many years from this one, as a number."""
        return self.today.year + years

    def whole_year(self, years: int = 0) -> ApproximateDate:
        """Return that year as a date known to the year only."""
        return ApproximateDate(date(self.year(years), 1, 1), "year")


def said(text: str) -> ApproximateDate:
    """Return a fixed date as it is written: « avril 2009 », « 8 avril 2015 »."""
    return ApproximateDate.parse(text)
