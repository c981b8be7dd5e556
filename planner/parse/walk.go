package parse

import "reflect"

// Inspect calls visit with every pointer, interface and slice element of a
// parsed statement, parents first; it does not descend where visit gives
// false. The parser's own walk leaves out WITH of set operations, windows and
// more, which must not hide a table or a function from us.
func Inspect(node any, visit func(any) bool) {
	inspectValue(reflect.ValueOf(node), visit)
}

func inspectValue(v reflect.Value, visit func(any) bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return
		}
		if v.Kind() == reflect.Pointer && v.CanInterface() && !visit(v.Interface()) {
			return
		}
		inspectValue(v.Elem(), visit)
	case reflect.Struct:
		if v.CanInterface() && !v.CanAddr() && !visit(v.Interface()) {
			return
		}
		for i := range v.NumField() {
			if f := v.Field(i); f.CanInterface() {
				inspectValue(f, visit)
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			inspectValue(v.Index(i), visit)
		}
	}
}
