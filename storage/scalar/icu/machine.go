package icu

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// maxChoices bounds how often a match may choose where it can come back to.
const maxChoices = 1_280_000

// choice is where to go on when a match fails: at an instruction and a place; or,
// where restores is set, what a register held.
type choice struct {
	at, place int
	// low is how far a loop may give back, one character at a time.
	low      int
	restores bool
}

// machine runs a program over a text.
type machine struct {
	*program
	text      string
	start     int // where the search began
	registers []int
	choices   int
}

// run matches the program at an instruction, from a place, and gives the place
// where it ends.
func (m *machine) run(at, place int) (int, bool, error) {
	var stack []choice
	for {
		i := &m.code[at]
		ok := true
		switch i.code {
		case codeDone:
			return place, true, nil
		case codeNode:
			place, ok = m.match(i.node, place)
			at++
		case codeJump:
			at = i.x
		case codeSplit:
			stack = append(stack, choice{at: i.x, place: place, low: place})
			at++
		case codeSplitLow:
			stack = append(stack, choice{at: at + 1, place: place, low: place})
			at = i.x
		case codeSave:
			stack = append(stack, choice{at: i.x, place: m.registers[i.x], restores: true})
			m.registers[i.x] = place
			at++
		case codeProgress:
			if at++; m.registers[i.x] == place {
				at = i.min // a loop that takes nothing would not end
			}
		case codeLoop:
			var low int
			if place, low, ok = m.loop(i, place); ok && low < place {
				stack = append(stack, choice{at: at + 1, place: place, low: low})
				stack[len(stack)-1].back(m.text)
			}
			at++
		case codeLook, codeAtomic:
			var err error
			if stack, place, ok, err = m.nested(i, at, place, stack); err != nil {
				return 0, false, err
			}
			at = i.x
		}
		if m.choices++; m.choices > 8*maxChoices {
			return 0, false, &Error{Kind: TimeOut}
		}
		if ok {
			continue
		}
		if stack, at, place, ok = m.fail(stack); !ok {
			return 0, false, nil
		}
		if m.choices += 8; m.choices > 8*maxChoices {
			return 0, false, &Error{Kind: TimeOut}
		}
	}
}

// back gives one character back.
func (c *choice) back(text string) {
	_, size := utf8.DecodeLastRuneInString(text[:c.place])
	c.place -= size
}

// fail takes the last choice, and undoes what was remembered since.
func (m *machine) fail(stack []choice) (left []choice, at, place int, ok bool) {
	for len(stack) > 0 {
		c := &stack[len(stack)-1]
		if c.restores {
			m.registers[c.at] = c.place
			stack = stack[:len(stack)-1]
			continue
		}
		at, place = c.at, c.place
		if c.low < c.place {
			c.back(m.text)
		} else {
			stack = stack[:len(stack)-1]
		}
		return stack, at, place, true
	}
	return nil, 0, 0, false
}

// loop matches a node that takes one character as often as it can. low is the
// place of the fewest times.
func (m *machine) loop(i *instruction, place int) (end, low int, ok bool) {
	low = place
	for n := 0; i.most == endless || n < i.most; n++ {
		next, ok := m.match(i.node, place)
		if !ok {
			if n < i.min {
				return place, low, false
			}
			break
		}
		place = next
		if n < i.min {
			low = place
		}
	}
	return place, low, true
}

// nested runs an assertion or an atomic group. What it captures stays, until it is
// given back as a whole.
func (m *machine) nested(i *instruction, at, place int, stack []choice) ([]choice, int, bool, error) {
	saved := slices.Clone(m.registers)
	end, ok, err := m.assert(i, at+1, place)
	if err != nil {
		return stack, place, false, err
	}
	negative := i.code == codeLook && i.node.negative
	if !ok || negative {
		copy(m.registers, saved)
		return stack, place, ok != negative, nil
	}
	for r, was := range saved {
		if m.registers[r] != was {
			stack = append(stack, choice{at: r, place: was, restores: true})
		}
	}
	if i.code == codeLook {
		end = place
	}
	return stack, end, true, nil
}

// assert matches ahead, or behind: from each place before that the width allows.
func (m *machine) assert(i *instruction, at, place int) (int, bool, error) {
	if i.code != codeLook || !i.node.behind {
		return m.run(at, place)
	}
	from := place
	for n := 0; n <= i.most; n++ {
		if n >= i.min {
			end, ok, err := m.run(at, from)
			if err != nil || ok && end == place {
				return end, err == nil, err
			}
		}
		if from == 0 {
			break
		}
		_, size := utf8.DecodeLastRuneInString(m.text[:from])
		from -= size
	}
	return 0, false, nil
}

// search finds the first match from a place on. The registers tell of it.
func (m *machine) search(from int) (bool, error) {
	m.start = from
	for at := from; at <= len(m.text); {
		if m.prefix != "" {
			skip := strings.Index(m.text[at:], m.prefix)
			if skip < 0 {
				return false, nil
			}
			at += skip
		}
		for r := range m.registers {
			m.registers[r] = -1
		}
		end, ok, err := m.run(0, at)
		if err != nil {
			return false, err
		}
		if ok {
			m.registers[0], m.registers[1] = at, end
			return true, nil
		}
		if at == len(m.text) {
			break
		}
		_, size := utf8.DecodeRuneInString(m.text[at:])
		at += size
	}
	return false, nil
}
