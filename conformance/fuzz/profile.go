package fuzz

// profile says which parts of SQL statements have.
type profile struct {
	name string
	// weight of each file of the grammar; what is not named has none.
	weight map[string]int
	// classes are what columns of results are, by chance.
	classes []Class
	// depth bounds expressions, nesting queries within queries, joins tables in a FROM.
	depth, nesting, joins int
	// plain has ordinary constants, and values of one class beside each other: what
	// is looked for is not in conversions.
	plain bool
	// out of a hundred: how often a query is grouped, and how often constants are parameters.
	grouped, params int
}

var profiles = []profile{
	{name: "planner", weight: map[string]int{"control": 20, "aggregates": 30, "numbers": 1},
		classes: []Class{Int, Int, Text, Dec, Date, Bool}, depth: 2, nesting: 3, joins: 3, grouped: 40, plain: true},
	{name: "windows", weight: map[string]int{"windows": 60, "aggregates": 20, "control": 5, "numbers": 2},
		classes: []Class{Int, Dec, Text, Real, Date, DateTime}, depth: 2, nesting: 1, joins: 2, grouped: 30, plain: true},
	{name: "control", weight: map[string]int{"control": 20, "numbers": 1, "dates": 1, "strings": 1},
		classes: []Class{Bool, Int, Dec, Text, Date, DateTime, Time, Real}, depth: 3, nesting: 0, joins: 1, grouped: 10},
	{name: "numbers", weight: map[string]int{"numbers": 20, "control": 2, "aggregates": 10},
		classes: []Class{Int, Dec, Real, Int, Dec}, depth: 2, nesting: 0, joins: 1, grouped: 15},
	{name: "strings", weight: map[string]int{"strings": 20, "control": 2, "aggregates": 5},
		classes: []Class{Text, Int, Bool, Text}, depth: 2, nesting: 0, joins: 1, grouped: 15},
	{name: "dates", weight: map[string]int{"dates": 20, "control": 2, "aggregates": 5},
		classes: []Class{Date, DateTime, Time, Int, Text}, depth: 2, nesting: 0, joins: 1, grouped: 15},
	{name: "json", weight: map[string]int{"json": 20, "control": 2},
		classes: []Class{JSON, JSON, Text, Int, Bool}, depth: 2, nesting: 0, joins: 1, grouped: 5},
	{name: "prepared", weight: map[string]int{"control": 20, "numbers": 6, "strings": 6, "dates": 3, "aggregates": 10},
		classes: []Class{Int, Text, Dec, Bool, Date}, depth: 2, nesting: 1, joins: 2, grouped: 30, params: 60},
	{name: "mixed", weight: map[string]int{"control": 10, "numbers": 8, "strings": 8, "dates": 8, "json": 2, "aggregates": 20, "windows": 10},
		classes: []Class{Int, Dec, Real, Text, Date, DateTime, Time, Bool}, depth: 3, nesting: 2, joins: 3, grouped: 30},
}
