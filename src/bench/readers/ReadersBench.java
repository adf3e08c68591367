import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.FuzzTargets;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * How the time of each reader of foreign text grows with its worst texts: microseconds of the processor for 4, 16, 64 and 256
 * kB, best of five, and the exponent between the last two; 1 is linear, 2 is quadratic. Arguments: names of targets.
 * The columns are separated by tabs.
 */
public final class ReadersBench {

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

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
            for (int round = 0; round < 5; round++) {
                long start = CPU.getCurrentThreadCpuTime();
                target.probe().read(text);
                best = Math.min(best, CPU.getCurrentThreadCpuTime() - start);
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
