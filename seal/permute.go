package seal

import (
	"crypto/aes"
	"encoding/binary"
	"fmt"
)

const (
	permuteBits   = 35
	halfBits      = 18 // two halves make 36 bits, one more than wanted
	halfMask      = 1<<halfBits - 1
	permuteRounds = 10
)

// Permute maps the numbers below 2^35 one to one onto themselves, so that a count gives references that look random,
// never meet, and do not tell how many there are. It panics for a number beyond. Key versions do not change it.
func (k *Keys) Permute(n uint64) uint64 {
	if n >= 1<<permuteBits {
		panic(fmt.Sprintf("seal: %d has more than %d bits", n, permuteBits))
	}
	// A permutation of 36 bits, repeated until it comes back below 2^35, is one of 35 bits: two turns on average.
	for {
		if n = k.feistel(n); n < 1<<permuteBits {
			return n
		}
	}
}

// feistel is undone by the same rounds backwards, whatever the round function is; hence it is one to one.
func (k *Keys) feistel(n uint64) uint64 {
	left, right := n>>halfBits, n&halfMask
	for i := range permuteRounds {
		left, right = right, left^k.round(i, right)
	}
	return left<<halfBits | right
}

// round is 18 bits of AES over the number of the round and one half.
func (k *Keys) round(i int, half uint64) uint64 {
	var block [aes.BlockSize]byte
	block[0] = byte(i)
	binary.BigEndian.PutUint64(block[8:], half)
	k.permute.Encrypt(block[:], block[:])
	return binary.BigEndian.Uint64(block[:]) & halfMask
}
