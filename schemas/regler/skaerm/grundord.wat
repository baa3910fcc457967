  ;; What every contract's kernel is made of: reading Avro, and telling what was found (`regelord.wat` has what rules ask).
  ;;
  ;; A message is read into records of slots, sixteen bytes each, on a heap that every message begins anew:
  ;;   text    where it lies | its bytes | its characters | 1: a character XML cannot hold, 2: beyond ASCII
  ;;   number  1 | - | the number (eight bytes); a boolean is 0 or 1
  ;;   record  where its slots lie
  ;;   list    where its slots lie | how many
  ;; A slot that begins with 0 is absent. The lowest page of memory is never written: an absent record's fields are
  ;; read there, and are absent too.
  (global $p (mut i32) (i32.const 0))        ;; the next byte of the message
  (global $slut (mut i32) (i32.const 0))     ;; the first byte after it
  (global $ok (mut i32) (i32.const 0))       ;; 0: a suspect
  (global $hob (mut i32) (i32.const 0))      ;; the next free place on the heap
  (global $ind (mut i32) (i32.const 0))      ;; where the messages of the batch begin
  (global $ud (mut i32) (i32.const 0))       ;; the next word of the answer
  (global $udslut (mut i32) (i32.const 0))

  (func $mistaenkt (global.set $ok (i32.const 0)))

  (func $plads (param $bytes i32) (result i32) (local $her i32)
    (local.set $her (global.get $hob))
    (if (i32.gt_u (i32.add (local.get $her) (local.get $bytes)) (i32.const {HOB_SLUT}))
      (then (call $mistaenkt) (return (i32.const {HOB}))))
    (global.set $hob (i32.add (local.get $her) (local.get $bytes)))
    (local.get $her))

  ;; An Avro number, written in no more bytes than it needs, at most nine.
  (func $tal (result i64) (local $b i64) (local $v i64) (local $skift i64)
    (local.set $b (i64.load8_u (global.get $p)))
    (global.set $p (i32.add (global.get $p) (i32.const 1)))
    (if (i64.lt_u (local.get $b) (i64.const 128))
      (then (local.set $v (local.get $b)))
      (else
        (local.set $v (i64.and (local.get $b) (i64.const 127)))
        (loop $flere
          (local.set $skift (i64.add (local.get $skift) (i64.const 7)))
          (local.set $b (i64.load8_u (global.get $p)))
          (global.set $p (i32.add (global.get $p) (i32.const 1)))
          (local.set $v (i64.or (local.get $v)
            (i64.shl (i64.and (local.get $b) (i64.const 127)) (local.get $skift))))
          (br_if $flere (i32.and
            (i64.ge_u (local.get $b) (i64.const 128)) (i64.lt_u (local.get $skift) (i64.const 56)))))
        (if (i32.or (i64.eqz (local.get $b)) (i64.ge_u (local.get $b) (i64.const 128)))
          (then (call $mistaenkt)))))
    (i64.xor (i64.shr_u (local.get $v) (i64.const 1))
      (i64.sub (i64.const 0) (i64.and (local.get $v) (i64.const 1)))))

  ;; The branch of a union of null and something.
  (func $gren (result i32) (local $b i32)
    (local.set $b (i32.load8_u (global.get $p)))
    (global.set $p (i32.add (global.get $p) (i32.const 1)))
    (if (i32.and (local.get $b) (i32.const -3)) (then (call $mistaenkt)))
    (i32.eq (local.get $b) (i32.const 2)))

  ;; The number of items of a list's only block, or of bytes of a text: no more than there are bytes left.
  (func $antal (result i32) (local $n i64)
    (local.set $n (call $tal))
    (if (i32.or (i64.lt_s (local.get $n) (i64.const 0))
          (i64.gt_s (local.get $n) (i64.extend_i32_s (i32.sub (global.get $slut) (global.get $p)))))
      (then (call $mistaenkt) (return (i32.const 0))))
    (i32.wrap_i64 (local.get $n)))

  (func $listens_slut
    (if (i32.load8_u (global.get $p)) (then (call $mistaenkt)))
    (global.set $p (i32.add (global.get $p) (i32.const 1))))
  (func $halebyte (param $q i32) (result i32)
    (i32.eq (i32.and (i32.load8_u (local.get $q)) (i32.const 0xc0)) (i32.const 0x80)))

  (func $tekst (param $a i32)
    (local $n i32) (local $q i32) (local $e i32) (local $x i64) (local $tegn i32) (local $flag i32) (local $b i32)
    (local.set $n (call $antal))
    (local.set $q (global.get $p))
    (local.set $e (i32.add (local.get $q) (local.get $n)))
    (global.set $p (local.get $e))
    (i32.store (local.get $a) (local.get $q))
    (i32.store offset=4 (local.get $a) (local.get $n))
    (block $faerdig (loop $tegnene
      (if (i32.le_u (i32.add (local.get $q) (i32.const 8)) (local.get $e)) (then
        ;; eight bytes at once, where each is printable ASCII
        (local.set $x (i64.load (local.get $q)))
        (if (i32.and
              (i64.eqz (i64.and (local.get $x) (i64.const 0x8080808080808080)))
              (i64.eq (i64.const 0x8080808080808080) (i64.and (i64.const 0x8080808080808080)
                (i64.sub (i64.or (local.get $x) (i64.const 0x8080808080808080)) (i64.const 0x2020202020202020)))))
          (then
            (local.set $q (i32.add (local.get $q) (i32.const 8)))
            (local.set $tegn (i32.add (local.get $tegn) (i32.const 8)))
            (br $tegnene)))))
      (br_if $faerdig (i32.ge_u (local.get $q) (local.get $e)))
      (local.set $b (i32.load8_u (local.get $q)))
      (local.set $tegn (i32.add (local.get $tegn) (i32.const 1)))
      (if (i32.lt_u (local.get $b) (i32.const 0x80)) (then
        ;; tab, line feed and carriage return are the control characters that XML can hold
        (if (i32.and (i32.lt_u (local.get $b) (i32.const 0x20))
              (i32.eqz (i32.and (i32.shl (i32.const 1) (local.get $b)) (i32.const 0x2600))))
          (then (local.set $flag (i32.or (local.get $flag) (i32.const 1)))))
        (local.set $q (i32.add (local.get $q) (i32.const 1)))
        (br $tegnene)))
      (local.set $flag (i32.or (local.get $flag) (i32.const 2)))
      (if (i32.and (i32.ge_u (local.get $b) (i32.const 0xc2)) (i32.lt_u (local.get $b) (i32.const 0xe0))) (then
        (if (i32.eqz (call $halebyte (i32.add (local.get $q) (i32.const 1)))) (then (call $mistaenkt)))
        (local.set $q (i32.add (local.get $q) (i32.const 2)))
        (br $tegnene)))
      (if (i32.eq (i32.and (local.get $b) (i32.const 0xf0)) (i32.const 0xe0)) (then
        (local.set $n (i32.load8_u offset=1 (local.get $q)))
        (if (i32.eqz (i32.and (call $halebyte (i32.add (local.get $q) (i32.const 1)))
                              (call $halebyte (i32.add (local.get $q) (i32.const 2)))))
          (then (call $mistaenkt)))
        ;; written longer than needed, or half a pair
        (if (i32.or
              (i32.and (i32.eq (local.get $b) (i32.const 0xe0)) (i32.lt_u (local.get $n) (i32.const 0xa0)))
              (i32.and (i32.eq (local.get $b) (i32.const 0xed)) (i32.ge_u (local.get $n) (i32.const 0xa0))))
          (then (call $mistaenkt)))
        ;; U+FFFE and U+FFFF
        (if (i32.and (i32.eq (local.get $b) (i32.const 0xef)) (i32.and (i32.eq (local.get $n) (i32.const 0xbf))
              (i32.ge_u (i32.load8_u offset=2 (local.get $q)) (i32.const 0xbe))))
          (then (local.set $flag (i32.or (local.get $flag) (i32.const 1)))))
        (local.set $q (i32.add (local.get $q) (i32.const 3)))
        (br $tegnene)))
      ;; characters of four bytes are rare: the judge may look
      (call $mistaenkt)))
    (if (i32.ne (local.get $q) (local.get $e)) (then (call $mistaenkt)))
    (i32.store offset=8 (local.get $a) (local.get $tegn))
    (i32.store offset=12 (local.get $a) (local.get $flag)))

  (func $heltal (param $a i32) (param $mindst i64) (param $hoejst i64) (local $v i64)
    (local.set $v (call $tal))
    (if (i32.or (i64.lt_s (local.get $v) (local.get $mindst)) (i64.gt_s (local.get $v) (local.get $hoejst)))
      (then (call $mistaenkt)))
    (i32.store (local.get $a) (i32.const 1))
    (i64.store offset=8 (local.get $a) (local.get $v)))

  (func $boolsk (param $a i32) (local $b i32)
    (local.set $b (i32.load8_u (global.get $p)))
    (global.set $p (i32.add (global.get $p) (i32.const 1)))
    (if (i32.gt_u (local.get $b) (i32.const 1)) (then (call $mistaenkt)))
    (i32.store (local.get $a) (i32.const 1))
    (i64.store offset=8 (local.get $a) (i64.extend_i32_u (local.get $b))))

  ;; --- the answer ---

  (func $skriv (param $ord i32)
    (if (i32.gt_u (i32.add (global.get $ud) (i32.const 4)) (global.get $udslut)) (then (call $mistaenkt) (return)))
    (i32.store (global.get $ud) (local.get $ord))
    (global.set $ud (i32.add (global.get $ud) (i32.const 4))))

  ;; Where a text begins and ends among the bytes of the batch.
  (func $skriv_tekst (param $a i32) (local $fra i32)
    (local.set $fra (i32.sub (i32.load (local.get $a)) (global.get $ind)))
    (call $skriv (local.get $fra))
    (call $skriv (i32.add (local.get $fra) (i32.load offset=4 (local.get $a)))))

  (func $skriv_tal (param $a i32)
    (call $skriv (i32.load offset=8 (local.get $a)))
    (call $skriv (i32.load offset=12 (local.get $a))))
