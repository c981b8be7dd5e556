package temporal

// Months counts the months of a period, YYMM or YYYYMM.
func Months(period int64) (int64, bool) {
	year, month := period/100, period%100
	if period <= 0 || month < 1 || month > 12 {
		return 0, false
	}
	if year < 100 {
		year = int64(FullYear(int(year)))
	}
	return year*12 + month - 1, true
}

// Period is the period YYYYMM of a count of months.
// Below 0 it counts from 2^64 down, as MySQL does.
func Period(months int64) int64 {
	m := uint64(months)
	year := m / 12
	if year < 100 {
		year = uint64(FullYear(int(year)))
	}
	return int64(year*100 + m%12 + 1)
}
