package duckdb

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"nanohouse/storage"
)

// zoneName is what may be an IANA name. DuckDB also takes UTC+05:30, but drops
// the minutes, so names with a sign are taken from the Etc area only.
var zoneName = regexp.MustCompile(`^(Etc/GMT[+-]\d{1,2}|[A-Za-z][A-Za-z0-9_]*([/-][A-Za-z][A-Za-z0-9_]*)*|[A-Z]{3}\d[A-Z]{3})$`)

var zoneOffset = regexp.MustCompile(`^([+-])(\d{1,2}):(\d\d)$`)

// halfHours are zones that have kept an offset without change since 1970, where
// MySQL's timestamps begin. DuckDB has no fixed offsets with minutes.
var halfHours = map[string]string{
	"+04:30": "Asia/Kabul",
	"+05:30": "Asia/Kolkata",
	"+06:30": "Asia/Yangon",
	"+09:30": "Australia/Darwin",
	"-09:30": "Pacific/Marquesas",
}

// engineZone gives DuckDB's name of a session's time zone.
func engineZone(zone string) (string, error) {
	if zone == "" {
		return "UTC", nil
	}
	m := zoneOffset.FindStringSubmatch(zone)
	if m == nil {
		if !zoneName.MatchString(zone) {
			return "", fmt.Errorf("%w: %q", storage.ErrTimeZone, zone)
		}
		return zone, nil
	}
	hours, _ := strconv.Atoi(m[2]) // the pattern allows digits only
	if m[3] == "00" {
		return wholeHours(m[1], hours, zone)
	}
	key := m[1] + strings.Repeat("0", 2-len(m[2])) + m[2] + ":" + m[3]
	if name, ok := halfHours[key]; ok {
		return name, nil
	}
	return "", fmt.Errorf("%w: offset %s has minutes; name a zone, as Asia/Kathmandu", storage.ErrTimeZone, zone)
}

// wholeHours names a fixed offset. The signs of the Etc zones are POSIX's: Etc/GMT-5 is east.
func wholeHours(sign string, hours int, zone string) (string, error) {
	switch {
	case hours == 0:
		return "UTC", nil
	case sign == "+" && hours <= 14:
		return "Etc/GMT-" + strconv.Itoa(hours), nil
	case sign == "-" && hours <= 12:
		return "Etc/GMT+" + strconv.Itoa(hours), nil
	}
	return "", fmt.Errorf("%w: offset %s", storage.ErrTimeZone, zone)
}
