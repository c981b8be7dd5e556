package scalar

import "nanohouse/internal/sqlerr"

// The errors of places on a sphere.
var (
	badLongitude = sqlerr.Code{ID: "G0001", Errno: 3616, SQLState: "22S02"}
	badLatitude  = sqlerr.Code{ID: "G0002", Errno: 3617, SQLState: "22S03"}
	badRadius    = sqlerr.Code{ID: "G0003", Errno: 3706, SQLState: "22003"}
)

// sphereFunctions give their argument back, or an error where a sphere has no
// such place or radius.
var sphereFunctions = []Function{
	{Name: "mysql_longitude", Args: []Kind{Double}, Result: Double, Eval: longitude},
	{Name: "mysql_latitude", Args: []Kind{Double}, Result: Double, Eval: latitude},
	{Name: "mysql_radius", Args: []Kind{Double}, Result: Double, Eval: radius},
	{Name: "mysql_at_most_one", Args: []Kind{Double}, Result: Double, Eval: atMostOne},
}

// atMostOne takes off what rounding puts on the sine of places that face each other.
func atMostOne(args []Value) (Value, error) { return OfFloat(min(args[0].Float, 1)), nil }

func longitude(args []Value) (Value, error) {
	if f := args[0].Float; f <= -180 || f > 180 {
		return Null, sqlerr.New(badLongitude, "Longitude is out of range in function st_distance_sphere. It must be within (-180.000000, 180.000000].")
	}
	return args[0], nil
}

func latitude(args []Value) (Value, error) {
	if f := args[0].Float; f < -90 || f > 90 {
		return Null, sqlerr.New(badLatitude, "Latitude is out of range in function st_distance_sphere. It must be within [-90.000000, 90.000000].")
	}
	return args[0], nil
}

func radius(args []Value) (Value, error) {
	if args[0].Float <= 0 {
		return Null, sqlerr.New(badRadius, "Invalid radius provided to function st_distance_sphere: Radius must be greater than zero.")
	}
	return args[0], nil
}
