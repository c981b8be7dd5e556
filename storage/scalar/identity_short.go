package scalar

import "sync/atomic"

// shortIDs counts the numbers that UUID_SHORT gave since the server started.
var shortIDs atomic.Uint64

// identityCounters are functions whose values differ from call to call.
var identityCounters = []Function{
	{Name: "mysql_uuid_short", Args: []Kind{Uint}, Result: Uint, Volatile: true, Eval: func(a []Value) (Value, error) {
		return OfUint(a[0].Uint + shortIDs.Add(1)), nil
	}},
}
