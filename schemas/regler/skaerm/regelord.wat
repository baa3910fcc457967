  ;; What rules ask of texts and numbers. Where one cannot tell, it says no: the judge may look.

  (func $bytes_ens (param $x i32) (param $y i32) (param $n i32) (result i32)
    (loop $otte
      (if (i32.ge_u (local.get $n) (i32.const 8)) (then
        (if (i64.ne (i64.load (local.get $x)) (i64.load (local.get $y))) (then (return (i32.const 0))))
        (local.set $x (i32.add (local.get $x) (i32.const 8)))
        (local.set $y (i32.add (local.get $y) (i32.const 8)))
        (local.set $n (i32.sub (local.get $n) (i32.const 8)))
        (br $otte))))
    (loop $en
      (if (local.get $n) (then
        (if (i32.ne (i32.load8_u (local.get $x)) (i32.load8_u (local.get $y))) (then (return (i32.const 0))))
        (local.set $x (i32.add (local.get $x) (i32.const 1)))
        (local.set $y (i32.add (local.get $y) (i32.const 1)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $en))))
    (i32.const 1))

  ;; Two texts that are the same, or both absent.
  (func $ens (param $x i32) (param $y i32) (result i32)
    (if (i32.ne (i32.eqz (i32.load (local.get $x))) (i32.eqz (i32.load (local.get $y)))) (then (return (i32.const 0))))
    (if (i32.eqz (i32.load (local.get $x))) (then (return (i32.const 1))))
    (if (i32.ne (i32.load offset=4 (local.get $x)) (i32.load offset=4 (local.get $y))) (then (return (i32.const 0))))
    (call $bytes_ens (i32.load (local.get $x)) (i32.load (local.get $y)) (i32.load offset=4 (local.get $x))))

  ;; The text in a slot ends with all of another, beginning at byte $fra.
  (func $hale_ens (param $x i32) (param $fra i32) (param $y i32) (result i32)
    (if (i32.ne (i32.load offset=4 (local.get $x)) (i32.add (local.get $fra) (i32.load offset=4 (local.get $y))))
      (then (return (i32.const 0))))
    (call $bytes_ens (i32.add (i32.load (local.get $x)) (local.get $fra)) (i32.load (local.get $y))
      (i32.load offset=4 (local.get $y))))

  (func $ciffer (param $q i32) (result i32) (i32.sub (i32.load8_u (local.get $q)) (i32.const 48)))
  (func $cifre (param $q i32) (param $n i32) (result i32)
    (loop $flere
      (if (i32.gt_u (call $ciffer (local.get $q)) (i32.const 9)) (then (return (i32.const 0))))
      (local.set $q (i32.add (local.get $q) (i32.const 1)))
      (br_if $flere (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.const 1))

  ;; Eight digits with the right check digit (weights 2 7 6 5 4 3 2 1, modulus 11).
  (func $cvr (param $q i32) (result i32) (local $sum i32) (local $i i32)
    (if (i32.eqz (call $cifre (local.get $q) (i32.const 8))) (then (return (i32.const 0))))
    (if (i32.eqz (call $ciffer (local.get $q))) (then (return (i32.const 0))))
    (local.set $sum (i32.mul (call $ciffer (local.get $q)) (i32.const 2)))
    (local.set $i (i32.const 7))
    (loop $flere
      (local.set $sum (i32.add (local.get $sum) (i32.mul (local.get $i)
        (call $ciffer (i32.add (local.get $q) (i32.sub (i32.const 8) (local.get $i)))))))
      (br_if $flere (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))
    (i32.eqz (i32.rem_u (local.get $sum) (i32.const 11))))

  (func $to_cifre (param $q i32) (result i32)
    (i32.add (i32.mul (call $ciffer (local.get $q)) (i32.const 10))
      (call $ciffer (i32.add (local.get $q) (i32.const 1)))))

  ;; Ten digits that begin with a date, 60 added to the day or not; 29 February depends on the year: the judge may look.
  (func $cpr (param $q i32) (result i32) (local $dag i32) (local $maaned i32)
    (if (i32.eqz (call $cifre (local.get $q) (i32.const 10))) (then (return (i32.const 0))))
    (local.set $dag (call $to_cifre (local.get $q)))
    (local.set $maaned (call $to_cifre (i32.add (local.get $q) (i32.const 2))))
    (if (i32.gt_u (local.get $dag) (i32.const 60)) (then (local.set $dag (i32.sub (local.get $dag) (i32.const 60)))))
    (if (i32.or (i32.eqz (local.get $dag)) (i32.gt_u (i32.sub (local.get $maaned) (i32.const 1)) (i32.const 11)))
      (then (return (i32.const 0))))
    (i32.le_u (local.get $dag) (i32.load8_u offset=0 (i32.add (i32.const {MAANEDER}) (local.get $maaned)))))

  ;; A text YYYY-MM-DDThh:mm:ss[.f…]±hh:mm, of the years 1900-2999, that is $t in microseconds since 1970. What is written
  ;; with such a zone is never the normal form. 29 February is the judge's, as above.
  (func $samme_oejeblik (param $a i32) (param $t i64) (result i32)
    (local $q i32) (local $e i32) (local $n i32) (local $dag i32) (local $mikro i32) (local $aar i32) (local $maaned i32)
    (local $minutter i32)
    (local.set $q (i32.load (local.get $a)))
    (local.set $n (i32.sub (i32.load offset=4 (local.get $a)) (i32.const 25)))
    (if (i32.gt_u (local.get $n) (i32.const 7)) (then (return (i32.const 0))))
    (local.set $e (i32.add (local.get $q) (i32.const 19)))
    (if (local.get $n) (then
      ;; a point and one to six decimals
      (if (i32.ne (i32.load8_u (local.get $e)) (i32.const 46)) (then (return (i32.const 0))))
      (if (i32.eq (local.get $n) (i32.const 1)) (then (return (i32.const 0))))
      (if (i32.eqz (call $cifre (i32.add (local.get $e) (i32.const 1)) (i32.sub (local.get $n) (i32.const 1))))
        (then (return (i32.const 0))))
      (local.set $dag (i32.const 1))
      (loop $decimaler
        (local.set $mikro (i32.mul (local.get $mikro) (i32.const 10)))
        (if (i32.lt_u (local.get $dag) (local.get $n)) (then
          (local.set $mikro (i32.add (local.get $mikro) (call $ciffer (i32.add (local.get $e) (local.get $dag)))))))
        (br_if $decimaler (i32.lt_u (local.tee $dag (i32.add (local.get $dag) (i32.const 1))) (i32.const 7))))
      (local.set $e (i32.add (local.get $e) (local.get $n)))))
    (if (i32.eqz (i32.and (i32.and (i32.and (call $cifre (local.get $q) (i32.const 4))
          (call $cifre (i32.add (local.get $q) (i32.const 5)) (i32.const 2)))
          (i32.and (call $cifre (i32.add (local.get $q) (i32.const 8)) (i32.const 2))
            (call $cifre (i32.add (local.get $q) (i32.const 11)) (i32.const 2))))
          (i32.and (i32.and (call $cifre (i32.add (local.get $q) (i32.const 14)) (i32.const 2))
            (call $cifre (i32.add (local.get $q) (i32.const 17)) (i32.const 2)))
            (i32.and (call $cifre (i32.add (local.get $e) (i32.const 1)) (i32.const 2))
              (call $cifre (i32.add (local.get $e) (i32.const 4)) (i32.const 2))))))
      (then (return (i32.const 0))))
    ;; the signs between: - - T : : and then + or -, and :
    (if (i32.eqz (i32.and
          (i32.and (i32.and (i32.eq (i32.load8_u offset=4 (local.get $q)) (i32.const 45))
            (i32.eq (i32.load8_u offset=7 (local.get $q)) (i32.const 45)))
            (i32.and (i32.eq (i32.load8_u offset=10 (local.get $q)) (i32.const 84))
              (i32.eq (i32.load8_u offset=13 (local.get $q)) (i32.const 58))))
          (i32.and (i32.and (i32.eq (i32.load8_u offset=16 (local.get $q)) (i32.const 58))
            (i32.eq (i32.load8_u offset=3 (local.get $e)) (i32.const 58)))
            (i32.eq (i32.or (i32.load8_u (local.get $e)) (i32.const 6)) (i32.const 47)))))
      (then (return (i32.const 0))))
    (local.set $aar (i32.add (i32.mul (call $to_cifre (local.get $q)) (i32.const 100))
      (call $to_cifre (i32.add (local.get $q) (i32.const 2)))))
    (local.set $maaned (call $to_cifre (i32.add (local.get $q) (i32.const 5))))
    (local.set $dag (call $to_cifre (i32.add (local.get $q) (i32.const 8))))
    (local.set $minutter (i32.add (i32.mul (call $to_cifre (i32.add (local.get $e) (i32.const 1))) (i32.const 60))
      (call $to_cifre (i32.add (local.get $e) (i32.const 4)))))
    (if (i32.or (i32.or (i32.or (i32.gt_u (i32.sub (local.get $aar) (i32.const 1900)) (i32.const 1099))
          (i32.gt_u (i32.sub (local.get $maaned) (i32.const 1)) (i32.const 11)))
          (i32.or (i32.gt_u (local.get $minutter) (i32.const 840))
            (i32.gt_u (call $to_cifre (i32.add (local.get $e) (i32.const 4))) (i32.const 59))))
          (i32.or (i32.gt_u (call $to_cifre (i32.add (local.get $q) (i32.const 11))) (i32.const 23))
            (i32.or (i32.gt_u (call $to_cifre (i32.add (local.get $q) (i32.const 14))) (i32.const 59))
              (i32.gt_u (call $to_cifre (i32.add (local.get $q) (i32.const 17))) (i32.const 59)))))
      (then (return (i32.const 0))))
    (if (i32.or (i32.eqz (local.get $dag))
          (i32.gt_u (local.get $dag) (i32.load8_u (i32.add (i32.const {MAANEDER}) (local.get $maaned)))))
      (then (return (i32.const 0))))
    ;; days since 1970-01-01, counting years from March, so that a leap day comes last
    (if (i32.lt_u (local.get $maaned) (i32.const 3)) (then
      (local.set $aar (i32.sub (local.get $aar) (i32.const 1)))
      (local.set $maaned (i32.add (local.get $maaned) (i32.const 12)))))
    (local.set $dag (i32.add (local.get $dag) (i32.add
      (i32.div_u (i32.sub (i32.mul (local.get $maaned) (i32.const 153)) (i32.const 457)) (i32.const 5))
      (i32.sub (i32.add (i32.add (i32.mul (local.get $aar) (i32.const 365)) (i32.div_u (local.get $aar) (i32.const 4)))
        (i32.sub (i32.div_u (local.get $aar) (i32.const 400)) (i32.div_u (local.get $aar) (i32.const 100))))
        (i32.const 719469)))))
    (if (i32.eq (i32.load8_u (local.get $e)) (i32.const 43))
      (then (local.set $minutter (i32.sub (i32.const 0) (local.get $minutter)))))
    (local.set $minutter (i32.add (local.get $minutter) (i32.add
      (i32.mul (call $to_cifre (i32.add (local.get $q) (i32.const 11))) (i32.const 60))
      (call $to_cifre (i32.add (local.get $q) (i32.const 14))))))
    (i64.eq (local.get $t) (i64.add (i64.extend_i32_u (local.get $mikro)) (i64.mul (i64.const 1000000)
      (i64.add (i64.extend_i32_u (call $to_cifre (i32.add (local.get $q) (i32.const 17))))
        (i64.mul (i64.const 60) (i64.add (i64.extend_i32_s (local.get $minutter))
          (i64.mul (i64.extend_i32_s (local.get $dag)) (i64.const 1440)))))))))
