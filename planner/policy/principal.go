package policy

import (
	"nanohouse/auth"
	"nanohouse/internal/sqlerr"
	"nanohouse/planner/plan"
)

// principalCall replaces current_user(), has_role('x') and claim('x') by what
// is true of the principal. Any other call stays.
func principalCall(c *plan.Call, p auth.Principal) (plan.Expr, error) {
	switch c.Func {
	case "current_user":
		return &plan.Const{Value: p.Name, Typ: c.Typ}, nil
	case "has_role":
		role, err := constantArgument(c)
		if err != nil {
			return nil, err
		}
		return &plan.Const{Value: p.HasRole(role), Typ: boolean}, nil
	case "claim":
		name, err := constantArgument(c)
		if err != nil {
			return nil, err
		}
		value, ok := p.Claims[name]
		if !ok {
			return &plan.Const{Typ: c.Typ, Secret: true}, nil
		}
		return &plan.Const{Value: value, Typ: c.Typ, Secret: true}, nil
	}
	return c, nil
}

func constantArgument(c *plan.Call) (string, error) {
	if len(c.List) == 1 {
		if k, ok := c.List[0].(*plan.Const); ok {
			if s, ok := k.Value.(string); ok {
				return s, nil
			}
		}
	}
	return "", sqlerr.New(sqlerr.WrongArguments, "%s takes one constant string", c.Func)
}
