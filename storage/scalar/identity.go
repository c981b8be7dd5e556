package scalar

import (
	"encoding/hex"
	"strings"

	"nanohouse/internal/sqlerr"
)

// identityFunctions read and print UUIDs.
var identityFunctions = []Function{
	{Name: "mysql_is_uuid", Args: []Kind{Text}, Result: Bool, Eval: func(a []Value) (Value, error) {
		_, ok := parseUUID(a[0].Text)
		return OfBool(ok), nil
	}},
	{Name: "mysql_uuid_to_bin", Args: []Kind{Text, Bool}, Result: Bytes, Nulls: true, Eval: uuidToBin},
	{Name: "mysql_bin_to_uuid", Args: []Kind{Bytes, Bool}, Result: Text, Nulls: true, Eval: binToUUID},
}

// dashes are the places of the dashes in a UUID's text.
var dashes = [...]int{8, 13, 18, 23}

// parseUUID reads 32 digits, or those with dashes, which may stand in braces.
func parseUUID(s string) (string, bool) {
	if len(s) == 38 && s[0] == '{' && s[37] == '}' {
		s = s[1:37]
		if strings.Count(s, "-") != len(dashes) {
			return "", false
		}
	}
	if len(s) == 36 {
		for _, i := range dashes {
			if s[i] != '-' {
				return "", false
			}
		}
		s = strings.ReplaceAll(s, "-", "")
	}
	b, err := hex.DecodeString(s)
	return string(b), err == nil && len(b) == 16
}

// uuidToBin may put the parts of the time in the order of their weight.
func uuidToBin(a []Value) (Value, error) {
	if a[0].Null {
		return Null, nil
	}
	b, ok := parseUUID(a[0].Text)
	if !ok {
		return Null, sqlerr.New(sqlerr.WrongStringValue, "Incorrect string value for function uuid_to_bin")
	}
	if swaps(a[1]) {
		b = b[6:8] + b[4:6] + b[:4] + b[8:]
	}
	return OfText(b), nil
}

func binToUUID(a []Value) (Value, error) {
	if a[0].Null {
		return Null, nil
	}
	b := a[0].Text
	if len(b) != 16 {
		return Null, sqlerr.New(sqlerr.WrongStringValue, "Incorrect string value for function bin_to_uuid")
	}
	if swaps(a[1]) {
		b = b[4:8] + b[2:4] + b[:2] + b[8:]
	}
	s := hex.EncodeToString([]byte(b))
	return OfText(s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]), nil
}

func swaps(flag Value) bool { return !flag.Null && flag.Int != 0 }
