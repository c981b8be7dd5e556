package wire

import (
	"encoding/binary"
	"time"
)

const (
	microsPerSecond = 1_000_000
	microsPerDay    = 86_400 * microsPerSecond
	// The days since 1970 of 0000-01-01 and 9999-12-31, the ends of MySQL's calendar.
	minDay, maxDay = -719_528, 2_932_896
	// maxTime is MySQL's greatest TIME, 838:59:59.
	maxTime = (838*3600 + 59*60 + 59) * microsPerSecond
)

// civil gives the date of a day since 1970, in the proleptic Gregorian
// calendar (counting in eras of 400 years that begin on 1 March).
func civil(day int64) (year, month, dom int) {
	z := day + 719_468
	era := z / 146_097
	if z < 0 {
		era = (z - 146_096) / 146_097
	}
	doe := z - era*146_097
	yoe := (doe - doe/1460 + doe/36_524 - doe/146_096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	dom = int(doy - (153*mp+2)/5 + 1)
	month = int(mp) + 3
	year = int(yoe + era*400)
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, dom
}

// splitMicros splits microseconds since 1970 into a day and the microseconds within it.
func splitMicros(us int64) (day, within int64) {
	day = us / microsPerDay
	within = us % microsPerDay
	if within < 0 {
		day--
		within += microsPerDay
	}
	return day, within
}

// appendDate appends a date. A day outside MySQL's calendar is MySQL's zero date.
func appendDate(dst []byte, day int64) []byte {
	if day < minDay || day > maxDay {
		return append(dst, "0000-00-00"...)
	}
	y, m, d := civil(day)
	dst = append(append4(dst, y), '-')
	return append2(append(append2(dst, m), '-'), d)
}

func appendDateTime(dst []byte, us int64, digits int) []byte {
	day, within := splitMicros(us)
	if day < minDay || day > maxDay {
		within = 0
	}
	dst = append(appendDate(dst, day), ' ')
	return appendClock(dst, within, digits)
}

// appendClock appends hh:mm:ss and a fraction of up to six digits, which is cut, not rounded.
func appendClock(dst []byte, us int64, digits int) []byte {
	sec := int(us / microsPerSecond)
	if h := sec / 3600; h < 100 {
		dst = append2(dst, h)
	} else {
		dst = append2(append(dst, byte('0'+h/100)), h%100)
	}
	dst = append2(append(dst, ':'), sec/60%60)
	dst = append2(append(dst, ':'), sec%60)
	if digits == 0 {
		return dst
	}
	dst = append6(append(dst, '.'), int(us%microsPerSecond))
	return dst[:len(dst)-6+digits]
}

func appendTime(dst []byte, us int64, digits int) []byte {
	if us < 0 {
		dst, us = append(dst, '-'), -us
	}
	if us > maxTime || us < 0 {
		us = maxTime
	}
	return appendClock(dst, us, digits)
}

func appendBinaryDate(dst []byte, day int64) []byte {
	if day < minDay || day > maxDay {
		return append(dst, 0)
	}
	y, m, d := civil(day)
	return append(dst, 4, byte(y), byte(y>>8), byte(m), byte(d))
}

func appendBinaryDateTime(dst []byte, us int64) []byte {
	day, within := splitMicros(us)
	if day < minDay || day > maxDay {
		return append(dst, 0)
	}
	y, m, d := civil(day)
	sec, frac := int(within/microsPerSecond), uint32(within%microsPerSecond)
	size := byte(11)
	if frac == 0 {
		size = 7
		if sec == 0 {
			size = 4
		}
	}
	dst = append(dst, size, byte(y), byte(y>>8), byte(m), byte(d))
	if size > 4 {
		dst = append(dst, byte(sec/3600), byte(sec/60%60), byte(sec%60))
	}
	if size > 7 {
		dst = binary.LittleEndian.AppendUint32(dst, frac)
	}
	return dst
}

func appendBinaryTime(dst []byte, us int64) []byte {
	if us == 0 {
		return append(dst, 0)
	}
	sign := byte(0)
	if us < 0 {
		sign, us = 1, -us
	}
	if us > maxTime || us < 0 {
		us = maxTime
	}
	day, within := splitMicros(us)
	sec, frac := int(within/microsPerSecond), uint32(within%microsPerSecond)
	size := byte(12)
	if frac == 0 {
		size = 8
	}
	dst = binary.LittleEndian.AppendUint32(append(dst, size, sign), uint32(day))
	dst = append(dst, byte(sec/3600), byte(sec/60%60), byte(sec%60))
	if size > 8 {
		dst = binary.LittleEndian.AppendUint32(dst, frac)
	}
	return dst
}

// truncations are the factors that cut microseconds to a number of digits.
var truncations = [7]int64{1_000_000, 100_000, 10_000, 1_000, 100, 10, 1}

// truncate cuts microseconds to a number of fractional digits, downwards.
func truncate(us int64, digits uint8) int64 {
	if digits >= 6 {
		return us
	}
	unit := truncations[digits]
	r := us % unit
	if r < 0 {
		r += unit
	}
	return us - r
}

// zone shifts instants to a time zone's wall clock. It remembers the offset
// that held last, since neighbouring rows mostly share it.
type zone struct {
	loc        *time.Location
	from, till int64 // seconds for which offset holds
	offset     int64 // microseconds
}

func (z *zone) wall(us int64) int64 {
	if z.loc == nil {
		return us
	}
	sec := us / microsPerSecond
	if us%microsPerSecond < 0 {
		sec--
	}
	if sec < z.from || sec >= z.till {
		z.look(sec)
	}
	return us + z.offset
}

func (z *zone) look(sec int64) {
	t := time.Unix(sec, 0).In(z.loc)
	_, off := t.Zone()
	z.offset = int64(off) * microsPerSecond
	z.from, z.till = -1<<62, 1<<62
	start, end := t.ZoneBounds()
	if !start.IsZero() {
		z.from = start.Unix()
	}
	if !end.IsZero() {
		z.till = end.Unix()
	}
}
