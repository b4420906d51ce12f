"""How dates are written, by language: names for `date_format`, which Django looks up here.

    MOMENT              Sat 21 Nov 2026, 14:10      DAY_YEAR            21 Nov 2026
    WEEKDAY_DAY_YEAR    Sat 21 Nov 2026             SHORT_DAY           21 Nov
    WEEKDAY_DAY         Sat 21 Nov                  DAY_IN_TWO_LINES    Sat 21, beneath it Nov 2026
    LONG_DAY            Saturday 21 November        LONG_DAY_YEAR       Saturday 21 November 2026
    SHORT_MONTH_YEAR    Nov 2026                    MONTH_IN_TWO_LINES  Nov, beneath it 2026

What has neither day nor short month ("H:i", "F Y", "D H:i") is the same in all languages here.
"""
