package index

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// giveBack lets go of the memory that the pages of bleve's mapped files take,
// until they are read again: a compilation reads all of them once, and they
// would stand beside the table. It only saves memory; where the system does not
// tell what is mapped, it does nothing.
func giveBack(folder string) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(maps)) {
		// from-to permissions offset device inode path
		fields := strings.Fields(line)
		if len(fields) != 6 || !strings.HasPrefix(fields[5], folder+"/") || filepath.Ext(fields[5]) != ".zap" {
			continue
		}
		from, to, _ := strings.Cut(fields[0], "-")
		a, err := strconv.ParseUint(from, 16, 64)
		b, err2 := strconv.ParseUint(to, 16, 64)
		if err == nil && err2 == nil {
			_, _, _ = unix.Syscall(unix.SYS_MADVISE, uintptr(a), uintptr(b-a), unix.MADV_DONTNEED)
		}
	}
}
