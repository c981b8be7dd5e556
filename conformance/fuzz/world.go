package fuzz

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"nanohouse/conformance"
)

// BuildMesh makes a mesh in dir that has the tables: a demo mesh with one more domain.
func BuildMesh(dir string, o *conformance.Oracle) error {
	s, err := conformance.Start(3*time.Minute, "demo", "--dir", dir, "--scale", "0.001")
	if err != nil {
		return err
	}
	if err := s.Stop(); err != nil {
		return fmt.Errorf("end the demo: %w", err)
	}
	contracts := filepath.Join(dir, "domains", domain)
	if err := os.MkdirAll(contracts, 0o755); err != nil {
		return err
	}
	for _, t := range tables {
		data := filepath.Join(dir, "data", domain, t.name)
		if err := os.MkdirAll(data, 0o755); err != nil {
			return err
		}
		if _, err := o.Query(t.parquetSQL(filepath.Join(data, t.name+".parquet"))); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
		if err := os.WriteFile(filepath.Join(contracts, t.name+".v1.odcs.yaml"), []byte(t.contract(data)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Load makes the tables in a reference.
func Load(r *conformance.Reference) error {
	c, err := r.Connect()
	if err != nil {
		return err
	}
	defer c.Close()
	sqls := []string{"CREATE DATABASE IF NOT EXISTS " + domain}
	for _, t := range tables {
		sqls = append(sqls, t.createSQL(r.Binary)...)
	}
	for _, sql := range sqls {
		if _, err := c.Query(sql); err != nil {
			return fmt.Errorf("%s: %s: %w", r.Name, sql, err)
		}
	}
	return nil
}

// ReferenceSide asks a reference that has the tables. It gives up a statement after seconds.
func ReferenceSide(r *conformance.Reference) Side {
	limit := "SET SESSION max_execution_time = 5000"
	if r.Name == "MariaDB" {
		limit = "SET SESSION max_statement_time = 5"
	}
	return NewWireSide(r.Name, func() (*conformance.Conn, error) {
		if r.Crashed() {
			if err := r.Restart(); err != nil {
				return nil, err
			}
		}
		return prepared(r.Connect, "USE "+domain, limit)
	})
}

// ServerSide asks a Nanohouse that serves the mesh.
func ServerSide(s *conformance.Server) Side {
	return NewWireSide("Nanohouse", func() (*conformance.Conn, error) {
		return prepared(func() (*conformance.Conn, error) { return s.Connect("admin") }, "USE "+domain, "SET NAMES utf8mb4 COLLATE utf8mb4_0900_bin")
	})
}

// prepared is a new connection that has run some statements.
func prepared(connect func() (*conformance.Conn, error), sqls ...string) (*conformance.Conn, error) {
	c, err := connect()
	if err != nil {
		return nil, err
	}
	for _, sql := range sqls {
		if _, err := c.Query(sql); err != nil {
			c.Close()
			return nil, fmt.Errorf("%s: %w", sql, err)
		}
	}
	return c, nil
}
