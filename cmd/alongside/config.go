package main

import (
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"
)

// Config is everything that a flag or the environment can set; nothing else of
// the program reads the environment. docs/configuration.md lists it all.
type Config struct {
	DataDir  string     `help:"Folder for the database, the index and other files that change." default:"./var" env:"ALONGSIDE_DATA_DIR" placeholder:"DIR"`
	Database string     `help:"PostgreSQL address (postgres://…). SQLite in the data folder when left out." env:"ALONGSIDE_DATABASE" placeholder:"URL"`
	LogLevel slog.Level `help:"Least level that is logged: debug, info, warn or error." default:"info" env:"ALONGSIDE_LOG_LEVEL"`

	Serve   serveCommand   `cmd:"" help:"Serve the pages and the API."`
	Import  importCommand  `cmd:"" help:"Bring listings in from spreadsheets and feeds."`
	Places  placesCommand  `cmd:"" help:"Look after places."`
	Search  searchCommand  `cmd:"" help:"Search from the terminal."`
	Match   matchCommand   `cmd:"" help:"Say what you like and are good at, and see what fits."`
	Index   indexCommand   `cmd:"" help:"Look after the search index."`
	User    userCommand    `cmd:"" help:"Look after the people who sign in."`
	Reports reportsCommand `cmd:"" help:"See what people reported to be wrong."`
	Export  exportCommand  `cmd:"" help:"Write every listing out."`
	Bench   benchCommand   `cmd:"" help:"Measure search on listings made for it, and other engines beside it."`
	Health  healthCommand  `cmd:"" help:"Ask a server on this machine whether it is well."`

	Version versionCommand `cmd:"" help:"Say which version this is."`
}

// databaseURL gives what store.Open takes.
func (c *Config) databaseURL() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.DataDir, "alongside.db")
}

// secretFiles lets every environment variable NAME come from the file named in
// NAME_FILE instead, as container platforms hand secrets over.
func secretFiles(lookup func(string) (string, bool), read func(string) ([]byte, error)) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		for _, name := range flag.Envs {
			path, set := lookup(name + "_FILE")
			if !set || path == "" {
				continue
			}
			if _, both := lookup(name); both {
				return nil, fmt.Errorf("set %s or %s_FILE, not both", name, name)
			}
			b, err := read(path)
			if err != nil {
				if pathErr, ok := err.(*fs.PathError); ok {
					err = pathErr.Err
				}
				return nil, fmt.Errorf("%s_FILE: can't read %s: %w", name, path, err)
			}
			return strings.TrimSpace(string(b)), nil
		}
		return nil, nil
	})
}
