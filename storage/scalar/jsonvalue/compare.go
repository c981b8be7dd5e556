package jsonvalue

import "strings"

// rank orders the kinds: all numbers are one.
func rank(k Kind) Kind {
	if k > Int && k <= Double {
		return Int
	}
	return k
}

// Compare orders two values as MySQL's comparison operators do.
func Compare(a, b *Value) int {
	if ra, rb := rank(a.Kind), rank(b.Kind); ra != rb {
		return int(ra) - int(rb)
	}
	switch a.Kind {
	case Null:
		return 0
	case Bool:
		return int(a.Int - b.Int)
	case Object:
		return compareObjects(a, b)
	case Array:
		for i := range min(len(a.Items), len(b.Items)) {
			if c := Compare(a.Items[i], b.Items[i]); c != 0 {
				return c
			}
		}
		return len(a.Items) - len(b.Items)
	case Opaque:
		if c := opaqueRank(a) - opaqueRank(b); c != 0 {
			return c
		}
		return strings.Compare(a.Text, b.Text)
	case Time:
		return compareTimes(a.Text, b.Text)
	case String, Date, DateTime:
		return strings.Compare(a.Text, b.Text)
	}
	return compareNumbers(a, b)
}

// compareObjects compares member by member in their order, the names by bytes.
func compareObjects(a, b *Value) int {
	if len(a.Keys) != len(b.Keys) {
		return len(a.Keys) - len(b.Keys)
	}
	for i := range a.Keys {
		if c := strings.Compare(a.Keys[i], b.Keys[i]); c != 0 {
			return c
		}
		if c := Compare(a.Items[i], b.Items[i]); c != 0 {
			return c
		}
	}
	return 0
}

// opaqueRank orders bytes below bits below the rest.
func opaqueRank(v *Value) int {
	switch v.TypeName() {
	case "OPAQUE":
		return 0
	case "BIT":
		return 1
	}
	return 2
}

// compareTimes compares times as text, which may begin with a minus and have
// two or three digits of hours.
func compareTimes(a, b string) int {
	na, nb := strings.HasPrefix(a, "-"), strings.HasPrefix(b, "-")
	switch {
	case na && nb:
		return compareTimes(b[1:], a[1:])
	case na:
		return -1
	case nb:
		return 1
	case len(a) != len(b):
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

func compareNumbers(a, b *Value) int {
	if a.Kind == Int && b.Kind == Int {
		switch {
		case a.Int < b.Int:
			return -1
		case a.Int > b.Int:
			return 1
		}
		return 0
	}
	sa, da, ea := a.decimalForm()
	sb, db, eb := b.decimalForm()
	switch {
	case sa != sb:
		return sa - sb
	case ea != eb:
		return sa * (ea - eb)
	}
	return sa * strings.Compare(da, db)
}
