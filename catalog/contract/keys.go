package contract

import (
	"strings"

	"nanohouse/catalog"
	"nanohouse/internal/spelling"
	"nanohouse/internal/yamldoc"
)

// The keys of ODCS 3.0 to 3.2 in the parts of a contract that are read here.
var (
	contractKeys = keySet(`apiVersion authoritativeDefinitions context contractCreatedTs customProperties dataProduct
		description domain id kind name price roles schema servers slaDefaultElement slaProperties status support
		tags team tenant version`)
	elementKeys = `authoritativeDefinitions businessName customProperties deprecated description id name
		physicalName physicalType quality relationships synonyms tags logicalType`
	objectKeys   = keySet(elementKeys + ` context dataGranularityDescription properties`)
	propertyKeys = keySet(elementKeys + ` classification criticalDataElement encryptedName enum examples items
		logicalTypeOptions map partitionKeyPosition partitioned primaryKey primaryKeyPosition properties required
		semanticType transformDescription transformLogic transformSourceObjects unique`)
	serverKeys = keySet(`customProperties delimiter description encoding endpointUrl environment format id
		location path roles server type`)
)

type keys struct {
	known map[string]bool
	all   []string
}

func keySet(words string) keys {
	k := keys{known: map[string]bool{}, all: strings.Fields(words)}
	for _, w := range k.all {
		k.known[w] = true
	}
	return k
}

// protective are the keys that policies depend on: misspelled they would leave
// a sensitive column open, so that is an error and not a warning.
var protective = map[string]bool{"classification": true, "tags": true}

// checkKey reports a key that the standard does not have.
func (r *reader) checkKey(e *yamldoc.Entry, k keys, where string) {
	if k.known[e.Key] {
		return
	}
	fix, severity := "remove it, or write it under customProperties", catalog.Warning
	if near := spelling.Nearest(e.Key, k.all); near != "" {
		fix = "did you mean " + near + "?"
		if protective[near] {
			severity = catalog.Error
		}
	}
	r.report(severity, e.Line, "ODCS has no key "+quote(e.Key)+" in "+where, fix)
}

// quote shows a word of the text on one line, cut to a readable length.
func quote(s string) string {
	const most = 80
	runes := []rune(strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return ' '
		}
		return c
	}, s))
	if len(runes) > most {
		runes = append(runes[:most], '…')
	}
	return `"` + string(runes) + `"`
}
