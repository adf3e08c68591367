import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.FuzzTargets;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * How the time of each reader of foreign text grows with its worst texts: microseconds of the processor for 4, 16, 64 and 256
 * kB, best of five or of as many as fit into a tenth of a second, and the exponent between the last two; 1 is linear, 2 is
 * quadratic. Arguments: names of targets.
 * The columns are separated by tabs.
 */
public final class ReadersBench {

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int LEAST = 5;
    private static final int MOST = 200;
    private static final long ENOUGH = 100_000_000;

    private ReadersBench() {}

    public static void main(String[] arguments) throws Exception {
        List<String> chosen = List.of(arguments);
        for (FuzzTarget target : FuzzTargets.all()) {
            if (chosen.isEmpty() || chosen.contains(target.name())) {
                for (List<String> pieces : target.worst()) {
                    measure(target, pieces);
                }
            }
        }
        System.exit(0);
    }

    private static void measure(FuzzTarget target, List<String> pieces) throws Exception {
        long[] micros = new long[4];
        for (int i = 0; i < micros.length; i++) {
            byte[] text = FuzzTarget.grown(pieces, 1 << (12 + 2 * i)).getBytes(StandardCharsets.UTF_8);
            long best = Long.MAX_VALUE;
            long spent = 0;
            // What takes a few milliseconds is read until it is compiled, or the exponent would tell of the compiler.
            for (int round = 0; round < LEAST || (spent < ENOUGH && round < MOST); round++) {
                long start = CPU.getCurrentThreadCpuTime();
                target.probe().read(text);
                long took = CPU.getCurrentThreadCpuTime() - start;
                best = Math.min(best, took);
                spent += took;
            }
            micros[i] = Math.max(1, best / 1000);
        }
        double exponent = Math.log((double) micros[3] / micros[2]) / Math.log(4);
        String shown = String.join("|", pieces).replace("\n", "\\n").replace("\t", "\\t");
        System.out.printf(
                Locale.ROOT,
                "%s\t%s\t%d\t%d\t%d\t%d\t%.2f%n",
                target.name(),
                shown.substring(0, Math.min(32, shown.length())),
                micros[0],
                micros[1],
                micros[2],
                micros[3],
                exponent);
    }
}
