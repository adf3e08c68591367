package ai.invoke.release.pypi.trust;

import ai.invoke.release.console.Console;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.pypi.index.PackageIndex;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A program that holds a minted token when it is told to end. */
public final class KilledMint {

    private KilledMint() {}

    /**
     * Mints and waits.
     *
     * @param arguments upload and simple URL; the identity comes from the environment
     */
    public static void main(String[] arguments) throws InterruptedException {
        PackageIndex index = PackageIndex.custom("sandbox", URI.create(arguments[0]), URI.create(arguments[1]));
        try (Http http = new Http(HttpSettings.direct(), Console.silent());
                TrustedPublisher publisher = new TrustedPublisher(
                        http, index, "demo", System.getenv(), Clock.systemUTC(), Console.silent(), secret -> {})) {
            publisher.forUpload(Duration.ZERO);
            System.out.println("minted");
            new CountDownLatch(1).await();
        }
    }
}
