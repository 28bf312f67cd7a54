package bench

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
)

// Machine says in words what a run was measured on.
func Machine() string {
	parts := []string{fmt.Sprintf("%d cores", runtime.GOMAXPROCS(0))}
	if model := field("/proc/cpuinfo", "model name"); model != "" {
		parts = append(parts, model)
	}
	if kb := kilobytes("/proc/meminfo", "MemTotal"); kb > 0 {
		parts = append(parts, fmt.Sprintf("%.0f GB", float64(kb)/1e6))
	}
	return strings.Join(append(parts, runtime.GOOS+"/"+runtime.GOARCH, runtime.Version()), ", ")
}

// RSS gives the bytes of memory that the process holds, what it no longer needs
// given back first; 0 where the system does not say.
func RSS() int64 {
	debug.FreeOSMemory()
	return 1024 * kilobytes("/proc/self/status", "VmRSS")
}

// kilobytes reads a line like "VmRSS:  1234 kB".
func kilobytes(file, name string) int64 {
	n, err := strconv.ParseInt(strings.TrimSuffix(field(file, name), " kB"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// field gives what stands after "name:" in a file; empty when nothing does.
func field(file, name string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(b)) {
		key, value, ok := strings.Cut(line, ":")
		if ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
