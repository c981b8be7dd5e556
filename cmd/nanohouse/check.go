package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"nanohouse/catalog"
	"nanohouse/internal/mesh"
	"nanohouse/storage"
	"nanohouse/storage/duckdb"
)

func newCheck(s streams) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "check --mesh DIR",
		Short: "Say what is wrong in contracts, policy, users and data files, as file:line",
		Args:  exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilSignal(cmd.Context())
			defer stop()
			dir, err := meshDir(dir)
			if err != nil {
				return err
			}
			m, findings := mesh.Inspect(dir)
			if m != nil {
				findings = append(findings, check(ctx)(m)...)
				findings = append(findings, checkFiles(ctx, m)...)
			}
			faults, warnings := tell(s.out, findings)
			fmt.Fprintln(s.out, summary(m, faults, warnings))
			if faults > 0 {
				return errTold
			}
			return nil
		},
	}
	meshFlag(cmd, &dir)
	return cmd
}

func summary(m *mesh.Mesh, faults, warnings int) string {
	var parts []string
	if m != nil {
		parts = append(parts, fmt.Sprintf("%s in %s", count(len(m.Catalog.Datasets()), "dataset"), count(len(m.Catalog.Domains()), "domain")))
	}
	if faults+warnings == 0 {
		return strings.Join(append(parts, "no findings"), ", ")
	}
	if faults > 0 {
		parts = append(parts, count(faults, "error"))
	}
	if warnings > 0 {
		parts = append(parts, count(warnings, "warning"))
	}
	return strings.Join(parts, ", ")
}

// checkFiles looks at the data files of every dataset.
func checkFiles(ctx context.Context, m *mesh.Mesh) []catalog.Finding {
	p := &program{}
	cfg := engineConfig(m.Config)
	var err error
	if p.engine, err = duckdb.Open(cfg); err == nil {
		defer p.close()
		err = p.prepare(m)
	}
	if err != nil {
		return []catalog.Finding{{Position: catalog.Position{File: "mesh.yaml"}, Problem: "the engine does not start: " + err.Error(), Fix: "correct the section engine or storage"}}
	}
	var out []catalog.Finding
	for _, ds := range m.Catalog.Datasets() {
		if ds.View == "" && ds.Source.Path != "" {
			out = append(out, checkDataset(ctx, p.engine, ds)...)
		}
	}
	return out
}

func checkDataset(ctx context.Context, engine *duckdb.Engine, ds *catalog.Dataset) []catalog.Finding {
	files, err := engine.Describe(ctx, ds.Source)
	if err != nil {
		problem := "the data files of " + ds.Object() + " cannot be read: " + ds.Source.Path
		if !errors.Is(err, storage.ErrSource) {
			problem = "the data files of " + ds.Object() + " could not be looked at: " + ds.Source.Path
		}
		return []catalog.Finding{{Position: ds.Located, Problem: problem, Fix: "check that the path names whole Parquet files, and that this user may read them"}}
	}
	have := map[string]bool{}
	for _, f := range files {
		have[strings.ToLower(f.Name)] = true
	}
	var out []catalog.Finding
	for _, c := range ds.Columns {
		if have[strings.ToLower(c.PhysicalName)] {
			continue
		}
		f := catalog.Finding{Position: c.Declared, Severity: catalog.Warning,
			Problem: fmt.Sprintf("no data file of %s has a column %s, so %s is always NULL", ds.Object(), c.PhysicalName, c.Name),
			Fix:     "write the column's name in the files as physicalName"}
		if c.Required {
			f.Severity = catalog.Error
			f.Problem = fmt.Sprintf("no data file of %s has a column %s, and the contract says required", ds.Object(), c.PhysicalName)
		}
		out = append(out, f)
	}
	return out
}
