package scalar

import (
	"net/netip"
	"strconv"
	"strings"
)

// addressFunctions read and print addresses of networks.
var addressFunctions = []Function{
	{Name: "mysql_inet_aton", Args: []Kind{Text}, Result: Uint, Eval: inetAton},
	{Name: "mysql_inet_ntoa", Args: []Kind{Int}, Result: Text, Eval: inetNtoa},
	{Name: "mysql_inet6_aton", Args: []Kind{Text}, Result: Bytes, Eval: inet6Aton},
	{Name: "mysql_inet6_ntoa", Args: []Kind{Bytes}, Result: Text, Eval: inet6Ntoa},
	{Name: "mysql_is_ipv4", Args: []Kind{Text}, Result: Bool, Eval: func(a []Value) (Value, error) {
		_, ok := parseIPv4(a[0].Text)
		return OfBool(ok), nil
	}},
	{Name: "mysql_is_ipv6", Args: []Kind{Text}, Result: Bool, Eval: func(a []Value) (Value, error) {
		_, ok := parseIPv6(a[0].Text)
		return OfBool(ok), nil
	}},
	{Name: "mysql_is_ipv4_compat", Args: []Kind{Bytes}, Result: Bool, Eval: isIPv4Compat},
	{Name: "mysql_is_ipv4_mapped", Args: []Kind{Bytes}, Result: Bool, Eval: func(a []Value) (Value, error) {
		return OfBool(len(a[0].Text) == 16 && strings.HasPrefix(a[0].Text, mappedPrefix)), nil
	}},
}

const mappedPrefix = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff"

// inetAton reads one to four numbers below 256. What is missing is 0 before the
// last one: 127.1 is 127.0.0.1.
func inetAton(a []Value) (Value, error) {
	s := a[0].Text
	n, part, dots, digits := uint64(0), 0, 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits = true
			if part = part*10 + int(c-'0'); part > 255 {
				return Null, nil
			}
		case c == '.' && dots < 3:
			n, part, digits = n<<8|uint64(part), 0, false
			dots++
		default:
			return Null, nil
		}
	}
	if !digits {
		return Null, nil
	}
	if dots > 0 {
		n <<= 8 * (3 - dots)
	}
	return OfUint(n<<8 | uint64(part)), nil
}

func inetNtoa(a []Value) (Value, error) {
	n := a[0].Int
	if n < 0 || n > 1<<32-1 {
		return Null, nil
	}
	return OfText(netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}).String()), nil
}

func inet6Aton(a []Value) (Value, error) {
	if four, ok := parseIPv4(a[0].Text); ok {
		return OfText(string(four[:])), nil
	}
	if six, ok := parseIPv6(a[0].Text); ok {
		return OfText(string(six[:])), nil
	}
	return Null, nil
}

// parseIPv4 reads four numbers of one to three digits.
func parseIPv4(s string) (out [4]byte, ok bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 4 {
		return out, false
	}
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 8)
		if err != nil || len(p) > 3 {
			return out, false
		}
		out[i] = byte(n)
	}
	return out, true
}

// parseIPv6 reads groups of hexadecimal digits, of which the last two may be an
// IPv4 address.
func parseIPv6(s string) (out [16]byte, ok bool) {
	if i := strings.LastIndexByte(s, ':'); i >= 0 && strings.Contains(s[i:], ".") {
		four, ok := parseIPv4(s[i+1:])
		if !ok {
			return out, false
		}
		tail := strconv.FormatUint(uint64(four[0])<<8|uint64(four[1]), 16) + ":" + strconv.FormatUint(uint64(four[2])<<8|uint64(four[3]), 16)
		s = s[:i+1] + tail
	}
	addr, err := netip.ParseAddr(s)
	if err != nil || !addr.Is6() || addr.Zone() != "" {
		return out, false
	}
	return addr.As16(), true
}

// inet6Ntoa prints 4 or 16 bytes. Of runs of zero groups it shortens the first
// of the longest, be it one group long.
func inet6Ntoa(a []Value) (Value, error) {
	s := a[0].Text
	switch len(s) {
	case 4:
		return OfText(dotted(s)), nil
	case 16:
		return OfText(printIPv6(s)), nil
	}
	return Null, nil
}

func dotted(s string) string { return netip.AddrFrom4([4]byte([]byte(s))).String() }

func printIPv6(s string) string {
	var groups [8]uint16
	for i := range groups {
		groups[i] = uint16(s[2*i])<<8 | uint16(s[2*i+1])
	}
	gap, length := -1, 0
	for i := 0; i < 8; i++ {
		n := 0
		for i+n < 8 && groups[i+n] == 0 {
			n++
		}
		if n > length {
			gap, length = i, n
		}
		i += n
	}
	// An address that ends in an IPv4 one shows it.
	shows := gap == 0 && (length == 6 || length == 5 && groups[5] == 0xffff)
	if shows {
		return "::" + joinGroups(groups[length:6]) + strings.Repeat(":", 6-length) + dotted(s[12:])
	}
	if gap < 0 {
		return joinGroups(groups[:])
	}
	return joinGroups(groups[:gap]) + "::" + joinGroups(groups[gap+length:])
}

func joinGroups(groups []uint16) string {
	texts := make([]string, len(groups))
	for i, g := range groups {
		texts[i] = strconv.FormatUint(uint64(g), 16)
	}
	return strings.Join(texts, ":")
}

// isIPv4Compat asks for an IPv4 address after twelve zeros, but not for ::, ::1
// and the like.
func isIPv4Compat(a []Value) (Value, error) {
	s := a[0].Text
	if len(s) != 16 || strings.Trim(s[:12], "\x00") != "" {
		return OfBool(false), nil
	}
	return OfBool(strings.Trim(s[12:15], "\x00") != ""), nil
}
