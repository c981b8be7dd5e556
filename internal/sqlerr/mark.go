package sqlerr

import (
	"strconv"
	"strings"
)

// mark begins the text of an error that travels through an engine.
const mark = "NH-SQL|"

// Mark writes an error's code and message as a text that Unmark reads.
func Mark(e *Error) string {
	return mark + strings.Join([]string{e.Code.ID, strconv.Itoa(int(e.Code.Errno)), e.Code.SQLState, e.Message}, "|")
}

// Unmark reads a text that Mark wrote.
func Unmark(text string) (*Error, bool) {
	rest, ok := strings.CutPrefix(text, mark)
	parts := strings.SplitN(rest, "|", 4)
	if !ok || len(parts) < 4 {
		return nil, false
	}
	errno, err := strconv.ParseUint(parts[1], 10, 16)
	if err != nil {
		return nil, false
	}
	return &Error{Code: Code{ID: parts[0], Errno: uint16(errno), SQLState: parts[2]}, Message: parts[3]}, true
}
