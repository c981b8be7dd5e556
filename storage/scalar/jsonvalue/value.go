package jsonvalue

import "sort"

// Kind is the type of a value, as JSON_TYPE tells it.
type Kind uint8

// The kinds, in the order in which values of different kinds compare. Int to
// Double compare by number, and Blob, Bit and Opaque stand last.
const (
	Null Kind = iota
	Int
	Uint
	Decimal
	Double
	String
	Object
	Array
	Bool
	Date
	Time
	DateTime
	Opaque
)

// MySQL's type codes of opaque values that JSON_TYPE names.
const (
	FieldBit     = 16
	fieldVarchar = 15
	fieldTiny    = 249
	fieldString  = 254
)

// Value is a JSON value. Values are not changed once others may see them:
// what edits makes copies.
type Value struct {
	Kind  Kind
	Field uint8   // of Opaque: MySQL's type code
	Int   int64   // of Int, and of Bool: 0 or 1
	Uint  uint64  // of Uint
	Float float64 // of Double
	// Text is a String, the digits of a Decimal, the bytes of an Opaque, or
	// a Date, Time or DateTime as it is printed.
	Text string
	// Keys are the names of an Object, in order; Items are their values, or
	// the elements of an Array.
	Keys  []string
	Items []*Value
}

// NullValue is the JSON null.
var NullValue = &Value{}

// OfText makes a string.
func OfText(s string) *Value { return &Value{Kind: String, Text: s} }

// OfInt makes a whole number.
func OfInt(i int64) *Value { return &Value{Kind: Int, Int: i} }

// OfItems makes an array.
func OfItems(items []*Value) *Value { return &Value{Kind: Array, Items: items} }

// IsScalar reports whether v has no parts.
func (v *Value) IsScalar() bool { return v.Kind != Object && v.Kind != Array }

// IsNumber reports whether v is a number of any kind.
func (v *Value) IsNumber() bool { return v.Kind >= Int && v.Kind <= Double }

// keyLess is MySQL's order of names: the shorter first, then by bytes.
func keyLess(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// Place is where a name is among v's Keys, or would be.
func (v *Value) Place(key string) (int, bool) {
	i := sort.Search(len(v.Keys), func(i int) bool { return !keyLess(v.Keys[i], key) })
	return i, i < len(v.Keys) && v.Keys[i] == key
}

// Member is the value of a name, or nil.
func (v *Value) Member(key string) *Value {
	if v.Kind == Object {
		if i, ok := v.Place(key); ok {
			return v.Items[i]
		}
	}
	return nil
}

// Set gives a name of an object that is being made its value; the last one stays.
func (v *Value) Set(key string, item *Value) {
	i, ok := v.Place(key)
	if ok {
		v.Items[i] = item
		return
	}
	v.Keys = append(v.Keys, "")
	v.Items = append(v.Items, nil)
	copy(v.Keys[i+1:], v.Keys[i:])
	copy(v.Items[i+1:], v.Items[i:])
	v.Keys[i], v.Items[i] = key, item
}

// Remove takes the i-th part away from a value that is being made.
func (v *Value) Remove(i int) {
	if v.Kind == Object {
		v.Keys = append(v.Keys[:i:i], v.Keys[i+1:]...)
	}
	v.Items = append(v.Items[:i:i], v.Items[i+1:]...)
}

// Clone copies a value and its list of parts, but not the parts.
func (v *Value) Clone() *Value {
	c := *v
	c.Keys = append([]string(nil), v.Keys...)
	c.Items = append([]*Value(nil), v.Items...)
	return &c
}

// Depth counts levels: a scalar and an empty array have one.
func (v *Value) Depth() int {
	deepest := 0
	for _, item := range v.Items {
		deepest = max(deepest, item.Depth())
	}
	return deepest + 1
}

// Length counts members or elements; a scalar has one.
func (v *Value) Length() int {
	if v.IsScalar() {
		return 1
	}
	return len(v.Items)
}

var kindNames = [...]string{
	Null: "NULL", Int: "INTEGER", Uint: "UNSIGNED INTEGER", Decimal: "DECIMAL", Double: "DOUBLE", String: "STRING",
	Object: "OBJECT", Array: "ARRAY", Bool: "BOOLEAN", Date: "DATE", Time: "TIME", DateTime: "DATETIME",
}

// TypeName is what JSON_TYPE says.
func (v *Value) TypeName() string {
	switch {
	case v.Kind != Opaque:
		return kindNames[v.Kind]
	case v.Field == FieldBit:
		return "BIT"
	case v.Field == fieldVarchar, v.Field >= fieldTiny && v.Field <= fieldString:
		return "BLOB"
	}
	return "OPAQUE"
}
