// Command alongside is the whole of Alongside in one program: the server, and
// the commands that bring listings in, look after the index and search from a
// terminal.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	_ "time/tzdata" // zones must be known on machines that ship none

	"github.com/alecthomas/kong"

	"alongside/internal/directory"
)

// The exit codes beside 0. import gives 1 and 2 a meaning of their own.
const (
	exitFailed = 1
	exitUsage  = 2
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main without the process: it gives the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	// What is alive is small beside what an import or a search leaves behind:
	// collecting half as often costs some tens of megabytes.
	debug.SetGCPercent(200)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cfg := &Config{}
	code := -1
	parser, err := kong.New(cfg,
		kong.Name("alongside"),
		kong.Description("A community-links directory that starts with what's strong."),
		kong.UsageOnError(),
		kong.Writers(stdout, stderr),
		kong.Exit(func(c int) { code = c }),
		kong.Resolvers(secretFiles(os.LookupEnv, os.ReadFile)),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		fmt.Fprintln(stderr, "alongside:", err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	if code >= 0 { // --help was asked for and has been given
		return code
	}
	if err != nil {
		fmt.Fprintf(stderr, "alongside: %v\nTry \"alongside --help\".\n", err)
		return exitUsage
	}
	level := cfg.LogLevel
	if level == slog.LevelInfo && !strings.HasPrefix(command.Command(), "serve") {
		level = slog.LevelWarn // a command's own words say what it did
	}
	env := &terminal{out: stdout, err: stderr, log: newLog(stderr, level)}
	err = command.Run(cfg, env)
	if exit, ok := errors.AsType[exitError](err); ok {
		return int(exit)
	}
	if err != nil {
		fmt.Fprintln(stderr, "alongside:", plain(err))
		return exitFailed
	}
	return 0
}

// terminal is where a command writes: answers to out, the rest to err.
type terminal struct {
	out, err io.Writer
	log      *slog.Logger
}

// exitError ends a command with a code after it has said all there is to say.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

func newLog(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// plain gives an error's words as a person in front of a terminal needs them:
// the message and each fault, and the cause, since they run the machine.
func plain(err error) string {
	e, ok := errors.AsType[*directory.Error](err)
	if !ok {
		return err.Error()
	}
	var lines []string
	if e.Message != "" {
		lines = append(lines, e.Message)
	}
	for _, f := range e.Faults {
		lines = append(lines, f.Message)
	}
	if e.Err != nil {
		lines = append(lines, "("+e.Err.Error()+")")
	}
	return strings.Join(lines, " ")
}
