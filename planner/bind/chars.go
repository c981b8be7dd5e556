package bind

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func atoi(digits string) int {
	n := 0
	for i := 0; i < len(digits); i++ {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}
