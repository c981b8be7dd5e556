package bind

import (
	"strings"

	ast "github.com/dolthub/vitess/go/vt/sqlparser"

	"nanohouse/planner/plan"
)

// spatialNames are MySQL's functions of geometries that are not supported.
var spatialNames = wordSet(`
	geomcollection geometrycollection linestring multilinestring multipoint multipolygon point polygon
	mbrcontains mbrcoveredby mbrcovers mbrdisjoint mbrequals mbrintersects mbroverlaps mbrtouches mbrwithin
	st_area st_asbinary st_asgeojson st_astext st_aswkb st_aswkt st_buffer st_buffer_strategy st_centroid st_collect st_contains
	st_convexhull st_crosses st_difference st_dimension st_disjoint st_distance st_endpoint st_envelope st_equals
	st_exteriorring st_frechetdistance st_geohash st_geomcollfromtext st_geomcollfromtxt st_geomcollfromwkb
	st_geometrycollectionfromtext st_geometrycollectionfromwkb st_geometryfromtext st_geometryfromwkb st_geometryn st_geometrytype
	st_geomfromgeojson st_geomfromtext st_geomfromwkb st_hausdorffdistance st_interiorringn st_intersection st_intersects st_isclosed
	st_isempty st_issimple st_isvalid st_latfromgeohash st_latitude st_length st_linefromtext st_linefromwkb
	st_lineinterpolatepoint st_lineinterpolatepoints st_linestringfromtext st_linestringfromwkb st_longfromgeohash st_longitude
	st_makeenvelope st_mlinefromtext st_mlinefromwkb st_mpointfromtext st_mpointfromwkb st_mpolyfromtext st_mpolyfromwkb
	st_multilinestringfromtext st_multilinestringfromwkb st_multipointfromtext st_multipointfromwkb st_multipolygonfromtext
	st_multipolygonfromwkb st_numgeometries st_numinteriorring st_numinteriorrings st_numpoints st_overlaps st_pointatdistance
	st_pointfromgeohash st_pointfromtext st_pointfromwkb st_pointn st_polyfromtext st_polyfromwkb st_polygonfromtext
	st_polygonfromwkb st_simplify st_srid st_startpoint st_swapxy st_symdifference st_touches st_transform st_union st_validate
	st_within st_x st_y
`)

func wordSet(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// earthRadius is the radius that ST_Distance_Sphere takes by itself, in metres.
const earthRadius = 6370986.0

// distanceSphere is ST_Distance_Sphere of two points that are written as such.
func (x *exprs) distanceSphere(name string, nodes []ast.Expr) (plan.Expr, error) {
	if len(nodes) < 2 || len(nodes) > 3 {
		return nil, wrongCount(name)
	}
	var list []plan.Expr
	for _, n := range nodes[:2] {
		point, ok := n.(*ast.FuncExpr)
		if !ok || !strings.EqualFold(point.Name.String(), "point") || len(point.Exprs) != 2 {
			return nil, unsupported("ST_Distance_Sphere of anything but POINT(longitude, latitude)")
		}
		coordinates, err := arguments(point)
		if err != nil {
			return nil, err
		}
		args, err := x.scalars(coordinates...)
		if err != nil {
			return nil, err
		}
		list = append(list, x.coordinate(args[0]), x.coordinate(args[1]))
	}
	radius := plan.Expr(&plan.Const{Value: earthRadius, Typ: typeDouble})
	if len(nodes) == 3 {
		args, err := x.scalars(nodes[2])
		if err != nil {
			return nil, err
		}
		radius = x.coordinate(args[0])
	}
	return &plan.Call{Func: name, List: append(list, radius), Typ: typeDouble}, nil
}

func (x *exprs) coordinate(e plan.Expr) plan.Expr { return x.to(x.number(e), typeDouble) }
