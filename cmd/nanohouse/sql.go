package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"nanohouse/planner"
	"nanohouse/planner/diagnose"
	"nanohouse/planner/parse"
	"nanohouse/planner/plan"
	"nanohouse/server"
	"nanohouse/server/local"
	"nanohouse/server/wire"
	"nanohouse/storage"
)

func newSQL(s streams) *cobra.Command {
	var q question
	var format string
	cmd := &cobra.Command{
		Use:   "sql --mesh DIR --as USER 'SELECT …'",
		Short: "Run one query as a user, through the server's own planner, without a server",
		Args:  exactly("a statement"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(strings.Split(formats, ", "), format) {
				return usage("unknown format %q; write one of %s", format, formats)
			}
			ctx, stop := untilSignal(cmd.Context())
			defer stop()
			return q.ask(ctx, s, func(p *program, env planner.Env) error {
				return clientError(ctx, p.sql(ctx, s, args[0], env, format))
			})
		},
	}
	q.flags(cmd)
	cmd.Flags().StringVar(&format, "format", "table", "how to print the rows: "+formats)
	return cmd
}

// sql runs one statement and prints what it gives.
func (p *program) sql(ctx context.Context, s streams, text string, env planner.Env, format string) error {
	st, err := parse.Classify(text, env.Session.Syntax())
	if err != nil {
		return err
	}
	if strings.TrimSpace(strings.Trim(st.Rest, "; \n\t")) != "" {
		return usage("one statement at a time; a second one begins with %.20q", strings.TrimSpace(st.Rest))
	}
	switch st.Kind {
	case parse.Select:
		return p.query(ctx, s, st.Text, env, format)
	case parse.ExplainPolicy:
		return p.explainPolicy(ctx, s, st.Inner, env, format)
	case parse.Explain:
		lines, err := p.planner.Explain(ctx, st.Inner, env)
		for _, l := range lines {
			fmt.Fprintln(s.out, l)
		}
		return err
	case parse.Local:
		return p.local(ctx, s, st.Text, env, format)
	case parse.Empty:
		return usage("the statement is empty")
	}
	return fmt.Errorf("%s needs a session: connect a MySQL client to nanohouse serve", st.Verb)
}

// query plans and runs a statement that reads datasets.
func (p *program) query(ctx context.Context, s streams, text string, env planner.Env, format string) error {
	run, err := p.planner.Plan(ctx, text, env)
	if err != nil {
		return err
	}
	rows, batch, err := p.start(ctx, run)
	if errors.Is(err, storage.ErrOverflow) {
		if run, err = p.planner.Widen(ctx, run); err != nil {
			return err
		}
		rows, batch, err = p.start(ctx, run)
	}
	if err != nil {
		return err
	}
	defer rows.Close()
	out, err := newRenderer(format, s.out, headers(run.Output))
	if err != nil {
		return err
	}
	cells := wire.NewText(run.Output, wire.Format{})
	for batch != nil {
		if err := cells.Rows(batch, func(row []wire.Cell) error { return out.row(copied(row)) }); err != nil {
			return err
		}
		if batch, err = rows.Next(); err != nil {
			return err
		}
	}
	if err := out.end(); err != nil {
		return err
	}
	for _, w := range run.Warnings() {
		fmt.Fprintf(s.err, "note: %s\n", w.Message)
	}
	for i, n := range rows.Sums() {
		if n > 0 {
			fmt.Fprintf(s.err, "warning %d: %s (%d times)\n", run.Diagnostics[i].Errno, diagnose.Message(run.Diagnostics[i]), n)
		}
	}
	return nil
}

// start runs a plan and fetches its first batch, nil when there are no rows.
func (p *program) start(ctx context.Context, run *planner.Runnable) (*diagnose.Rows, *storage.Batch, error) {
	q, err := run.Query(nil, "")
	if err != nil {
		return nil, nil, err
	}
	result, err := p.engine.Run(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	rows := diagnose.NewRows(result, len(run.Output), len(run.Diagnostics))
	batch, err := rows.Next()
	if err != nil {
		return nil, nil, errors.Join(err, rows.Close())
	}
	return rows, batch, nil
}

// local answers a statement that touches no dataset.
func (p *program) local(ctx context.Context, s streams, text string, env planner.Env, format string) error {
	engine, err := local.New(local.Config{Version: server.DefaultVersion, Port: 3306, MaxPacket: server.DefaultMaxPacket})
	if err != nil {
		return err
	}
	defer engine.Close()
	res, err := engine.Conn(1, env.Principal.Name, "localhost").Query(ctx, local.Statement{Text: text, View: env.View()})
	if err != nil {
		return err
	}
	defer res.Close()
	if len(res.Output) == 0 {
		return nil
	}
	out, err := newRenderer(format, s.out, headers(res.Output))
	if err != nil {
		return err
	}
	for {
		row, err := res.Next()
		if errors.Is(err, io.EOF) {
			return out.end()
		}
		if err != nil {
			return err
		}
		if err := out.row(copied(row)); err != nil {
			return err
		}
	}
}

func headers(columns []plan.Output) []header {
	out := make([]header, len(columns))
	for i, c := range columns {
		out[i] = header{Name: c.Name, Number: c.Type.IsNumeric()}
	}
	return out
}

// copied copies cells, which are valid for one row only.
func copied(cells []wire.Cell) []*string {
	out := make([]*string, len(cells))
	for i, c := range cells {
		if c != nil {
			s := string(c)
			out[i] = &s
		}
	}
	return out
}

// clientError makes of any error what a client would get, and of internal
// ones their cause too: whoever runs this command can read the files.
func clientError(ctx context.Context, err error) error {
	var wrong *usageError
	if err == nil || errors.As(err, &wrong) {
		return err
	}
	fault := wire.Fault(ctx, err)
	message := fmt.Sprintf("ERROR %d (%s): %s", fault.Code.Errno, fault.Code.SQLState, fault)
	if fault.Ref != "" && fault.Cause != nil {
		message += "\ncause: " + fault.Cause.Error()
	}
	return errors.New(message)
}
