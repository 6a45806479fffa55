"""The calendar: seasons of each hemisphere, and holidays by country.

Reads nothing but dates, latitudes and countries; the holidays' rules are a table beside the code.
"""

from albumen.calendar.holidays import days_of_holiday, holiday_names, holidays_on
from albumen.calendar.seasons import Season, name_season, season_of

__all__ = ["Season", "days_of_holiday", "holiday_names", "holidays_on", "name_season", "season_of"]
