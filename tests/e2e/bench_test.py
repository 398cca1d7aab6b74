"""`inkling bench`: all its figures, as text and as JSON."""
import program


class Bench(program.ProgramTest):
    def test_prints_all_figures(self):
        text = self.succeeds("bench", "--seconds", "0", "--threads", "2").stdout
        for words in ("kernels:", "peak of multiply-adds, 2 threads", "784-128-64-10, batch 32",
                      "784-1024-1024-10, fp32", "one image", "many images", "distort and frame"):
            self.assertIn(words, text)

    def test_json_is_one_object_of_positive_numbers(self):
        figures = self.gives_json("bench", "--seconds", "0", "--threads", "1", "--json")
        self.assertEqual(figures.pop("threads"), 1)
        self.assertIn(figures.pop("kernels"), ("avx512", "avx2", "sse4", "scalar", "neon"))
        self.assertLessEqual(
            {"peak_gflops_1_thread", "plain_batch_128_epoch_seconds_1_thread",
             "plain_batch_32_epoch_seconds_1_thread", "wide_fp32_gflops_1_thread",
             "answer_microseconds", "answers_a_second", "bend_microseconds",
             "features_microseconds"}, set(figures))
        for name, value in figures.items():
            self.assertGreater(value, 0, name)

    def test_bf16_is_refused_where_the_kernels_lack_it(self):
        self.fails(2, "AVX512-BF16", "train", "--dataset", "strokes", "--precision", "bf16",
                   env=program.environment(INKLING_KERNEL="scalar"))


if __name__ == "__main__":
    program.run_tests()
