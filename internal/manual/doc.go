// Package manual keeps docs/sql.md true: what becomes of each function and operator of MySQL's manual.
package manual
