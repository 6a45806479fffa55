"""What people call countries and cities whose names in the gazetteer are others."""

from __future__ import annotations

# By ISO 3166-1 alpha-2 code; folded (`spelling.fold`). The gazetteer has the formal names: "Korea, Republic of".
COUNTRY_ALIASES: dict[str, tuple[str, ...]] = {
    "AE": ("uae", "emirates", "the emirates"),
    "BA": ("bosnia",),
    "BN": ("brunei",),
    "BO": ("bolivia",),
    "CD": ("dr congo", "drc", "congo kinshasa", "democratic republic of the congo"),
    "CG": ("congo brazzaville", "republic of the congo"),
    "CI": ("ivory coast",),
    "CV": ("cabo verde",),
    "CZ": ("czechia",),
    "FK": ("falkland islands", "falklands"),
    "GB": ("uk", "great britain", "britain"),
    "IR": ("iran", "persia"),
    "KP": ("north korea",),
    "KR": ("south korea", "korea"),
    "LA": ("laos",),
    "LY": ("libya",),
    "MD": ("moldova",),
    "MK": ("north macedonia",),
    "FM": ("micronesia",),
    "MM": ("burma",),
    "MO": ("macau",),
    "NL": ("holland", "the netherlands"),
    "PS": ("palestine",),
    "RU": ("russia",),
    "SY": ("syria",),
    "SZ": ("eswatini",),
    "TL": ("east timor",),
    "TR": ("turkiye",),
    "TZ": ("tanzania",),
    "US": ("usa", "united states of america", "america", "the states", "the us", "the usa"),
    "VA": ("vatican", "vatican city", "the vatican"),
    "VG": ("british virgin islands",),
    "VI": ("us virgin islands",),
}
# Countries by signs that are words of their own in lower case ("take us to ..."): in capitals only.
CAPITAL_ALIASES = {"US": "US", "UK": "GB", "U.S": "US", "U.K": "GB"}
# Towns by the name in the gazetteer.
TOWN_ALIASES = {"nyc": "New York City", "saigon": "Ho Chi Minh City", "bombay": "Mumbai"}
# What stands behind a town of the United States: "San Francisco, CA".
US_STATES = frozenset(
    """
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC
    SD TN TX UT VT VA WA WV WI WY DC
    """.split()
)
