package sqlgen

// sphereFunctions are of a longitude and latitude, and another, and a radius. The
// haversine is computed in MySQL's order, on which the last digits depend.
var sphereFunctions = map[string][]function{
	"st_distance_sphere": {{args: "NNNNN", sql: "(mysql_radius({5}) * (2 * asin(sqrt(mysql_at_most_one(" + haversineSQL + ")))))", rep: repDouble, errs: true}},
}

const (
	longitude1SQL = "(mysql_longitude({1}) * pi() / 180)"
	latitude1SQL  = "(mysql_latitude({2}) * pi() / 180)"
	longitude2SQL = "(mysql_longitude({3}) * pi() / 180)"
	latitude2SQL  = "(mysql_latitude({4}) * pi() / 180)"

	haversineSQL = "(" + halfLatitudeSQL + " * " + halfLatitudeSQL + ") + cos(" + latitude1SQL + ") * cos(" + latitude2SQL + ") * (" +
		halfLongitudeSQL + " * " + halfLongitudeSQL + ")"
	halfLatitudeSQL  = "sin((" + latitude2SQL + " - " + latitude1SQL + ") / 2)"
	halfLongitudeSQL = "sin((" + longitude2SQL + " - " + longitude1SQL + ") / 2)"
)
