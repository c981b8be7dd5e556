// Package casbin compiles policy rules to Grants; it is the only importer of Casbin.
//
// Casbin's model (model.conf, or the mesh's own) says what a rule is and when
// it matches; Casbin's role manager holds the graph of roles. The matcher of the
// built-in model has four parts: whether the principal holds the rule's subject,
// whether the rule is about the domain, whether its object covers the column, and
// whether the actions are equal. Casbin evaluates all of them for each rule and each
// request, which for 10,000 rules and 200 columns takes seconds. Three of
// the four do not depend on the principal, so they are evaluated when policy is
// loaded, once a dataset, by the same Go functions that the model calls; a Grant
// then asks only who holds the subjects of the few rules that are left.
//
// A mesh's own model.conf may mean anything by its matchers, so there every
// rule is put to Casbin's enforcer, for each column. Grants of both ways are
// compiled by the same code, and tests hold both against plain Enforce.
package casbin
