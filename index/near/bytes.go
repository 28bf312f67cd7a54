package near

import (
	"encoding/binary"
	"math"
)

func appendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func appendStrings[T ~string](b []byte, ss []T) []byte {
	b = binary.AppendUvarint(b, uint64(len(ss)))
	for _, s := range ss {
		b = appendString(b, string(s))
	}
	return b
}

// reader reads what the append functions wrote. What is cut short reads as
// zeros, and leaves bad set: segments are checked by their sums, so that this
// is a fault of the program.
type reader struct {
	s   string
	bad bool
}

func (r *reader) take(n int) string {
	if n < 0 || n > len(r.s) {
		r.bad, r.s = true, ""
		return ""
	}
	out := r.s[:n]
	r.s = r.s[n:]
	return out
}

func (r *reader) uvarint() uint64 {
	if len(r.s) > 0 && r.s[0] < 0x80 {
		v := r.s[0]
		r.s = r.s[1:]
		return uint64(v)
	}
	var v uint64
	for i := 0; i < len(r.s) && i < binary.MaxVarintLen64; i++ {
		c := r.s[i]
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			r.s = r.s[i+1:]
			return v
		}
	}
	r.bad, r.s = true, ""
	return 0
}

func (r *reader) string() string { return r.take(int(min(r.uvarint(), math.MaxInt32))) }

func (r *reader) strings() []string {
	n := r.uvarint()
	if n == 0 || n > uint64(len(r.s)) {
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = r.string()
	}
	return out
}

func (r *reader) uint64() uint64 {
	s := r.take(8)
	if len(s) < 8 {
		return 0
	}
	var v uint64
	for i := range 8 {
		v |= uint64(s[i]) << (8 * i)
	}
	return v
}

func (r *reader) float() float64 { return math.Float64frombits(r.uint64()) }
