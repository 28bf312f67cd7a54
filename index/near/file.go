package near

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"os"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A file is a head of fixed size and sections, each at a multiple of align:
//
//	8 bytes   magic, with the format's version
//	8 bytes   sequence
//	4 bytes   Castagnoli CRC of all that follows the head
//	4 bytes   Castagnoli CRC of the head, this field left out
//	16 bytes  offset and size of each section
const (
	magic    = "ALNEAR" + FormatVersion + "\n"
	headSize = 24 + 16*sections
	align    = line
	// line is the bytes of a line of the processor's caches.
	line = 64
)

// The sections of a segment.
const (
	secCounts = iota
	secRows
	secPlaces
	secVectors
	secMulti
	secServices
	secChecked
	secPoints
	secVerified
	secReopens
	secDue
	secSessionEnds
	secSessions
	secConceptEnds
	secConcepts
	secBodyEnds
	secBodies
	secAbouts
	secServiceIDs
	secServiceEnds
	secServiceRanks
	secReplaced
	secPools
	secBoxes
	secTermDict
	secTermAt
	secTermCounts
	secTermMosts
	secPostings
	secNames
	secNameEnds
	secNameUses
	secStarts
	secPrefixDict
	secPrefixes
	secTops
	sections
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// fileWriter writes a segment's file, section by section.
type fileWriter struct {
	f    *os.File
	w    *bufio.Writer
	sum  hash.Hash32
	at   int64
	head [headSize]byte
	err  error
}

func createFile(path string) (*fileWriter, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("make a segment: %w", err)
	}
	w := &fileWriter{f: f, sum: crc32.New(castagnoli), at: headSize}
	w.w = bufio.NewWriterSize(io.MultiWriter(f, w.sum), 1<<18)
	if _, err := f.Write(w.head[:]); err != nil {
		return nil, errors.Join(fmt.Errorf("make a segment: %w", err), f.Close())
	}
	return w, nil
}

// Write appends to the section that was begun last.
func (w *fileWriter) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.w.Write(p)
	w.at += int64(n)
	w.err = err
	return n, err
}

// section writes one section through f.
func (w *fileWriter) section(n int, f func() error) {
	if w.err != nil {
		return
	}
	if pad := -w.at & (align - 1); pad > 0 {
		w.Write(make([]byte, pad))
	}
	from := w.at
	if err := f(); err != nil && w.err == nil {
		w.err = err
	}
	binary.LittleEndian.PutUint64(w.head[24+16*n:], uint64(from))
	binary.LittleEndian.PutUint64(w.head[32+16*n:], uint64(w.at-from))
}

// column writes a section of numbers.
func column[T number](w *fileWriter, n int, values []T) {
	w.section(n, func() error {
		_, err := w.Write(bytesOf(values))
		return err
	})
}

// finish writes the head. The bytes are not forced to the disk: what a loss of
// power tears is found by its sum, and made again.
func (w *fileWriter) finish(sequence int64) error {
	err := w.err
	if err == nil {
		err = w.w.Flush()
	}
	if err == nil {
		copy(w.head[:], magic)
		binary.LittleEndian.PutUint64(w.head[8:], uint64(sequence))
		binary.LittleEndian.PutUint32(w.head[16:], w.sum.Sum32())
		binary.LittleEndian.PutUint32(w.head[20:], headSum(w.head[:]))
		_, err = w.f.WriteAt(w.head[:], 0)
	}
	if err = errors.Join(err, w.f.Close()); err != nil {
		return errors.Join(fmt.Errorf("write a segment: %w", err), os.Remove(w.f.Name()))
	}
	return nil
}

func headSum(head []byte) uint32 {
	return crc32.Update(crc32.Checksum(head[:20], castagnoli), castagnoli, head[24:headSize])
}

// mapping is a file in memory. It is let go when nothing refers to it any
// more, so that a search goes on over what it began with.
type mapping struct {
	data     []byte
	sequence int64
}

// errDamaged says that a file is not a whole segment of this format.
var errDamaged = errors.New("the segment is damaged or of another format")

// openFile maps a segment's file and checks it, whole if asked.
func openFile(path string, whole bool) (*mapping, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open a segment: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open a segment: %w", err)
	}
	if info.Size() < headSize {
		return nil, errDamaged
	}
	data, err := unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map a segment: %w", err)
	}
	m := &mapping{data: data, sequence: int64(binary.LittleEndian.Uint64(data[8:]))}
	runtime.AddCleanup(m, func(data []byte) { _ = unix.Munmap(data) }, data)
	if string(data[:8]) != magic || binary.LittleEndian.Uint32(data[20:]) != headSum(data[:headSize]) ||
		whole && binary.LittleEndian.Uint32(data[16:]) != crc32.Checksum(data[headSize:], castagnoli) {
		return nil, errDamaged
	}
	for n := range sections {
		from, size := m.bounds(n)
		if from < headSize || size < 0 || from+size > int64(len(data)) {
			return nil, errDamaged
		}
	}
	return m, nil
}

func (m *mapping) bounds(n int) (from, size int64) {
	return int64(binary.LittleEndian.Uint64(m.data[24+16*n:])), int64(binary.LittleEndian.Uint64(m.data[32+16*n:]))
}

func (m *mapping) bytes(n int) []byte {
	from, size := m.bounds(n)
	return m.data[from : from+size : from+size]
}

// number is what columns are made of; each has a size that divides 8 but for
// vectors and points, which are made of such.
type number interface {
	~uint8 | ~uint16 | ~uint32 | ~int32 | ~uint64 | ~int64 | vector | [2]float64 | box | uuid | row
}

// numbers gives a section as a column, without copying it.
func numbers[T number](m *mapping, n int) []T {
	p := m.bytes(n)
	var one T
	if len(p) == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&p[0])), len(p)/int(unsafe.Sizeof(one)))
}

// bytesOf gives the bytes of a column, without copying it.
func bytesOf[T number](values []T) []byte {
	var one T
	if len(values) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&values[0])), len(values)*int(unsafe.Sizeof(one)))
}
