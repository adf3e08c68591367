package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.inspect.Inspection;
import ai.invoke.release.goal.inspect.Stage;
import ai.invoke.release.goal.inspect.Status;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Says where a release stands: tag, plan, evidence, approvals, each index, GitHub, announcement, what comes next, and what can be taken
 * back. Read-only, works in any clone. Fails when something contradicts something else, or when {@code invokeai.require} is not reached.
 *
 * @since 1.0.0
 */
@Mojo(name = "status", threadSafe = true, requiresProject = false)
public final class StatusMojo extends AbstractInspectMojo {

    /**
     * The stage that must be reached, for scripts: {@code tagged}, {@code planned}, {@code approved}, {@code partly} or {@code
     * published}. By default none.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.require")
    private @Nullable String require;

    /**
     * For Maven.
     *
     * @param decrypter decrypts logins of settings.xml
     */
    @Inject
    public StatusMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    protected void run(Console console) {
        Optional<Stage> required = Optional.ofNullable(require).map(Stage::of);
        Inspection inspection = new Status().run(new Status.Request(question(), request(console)));
        show(inspection, console);
        inspection.requireSound();
        required.ifPresent(inspection::require);
    }
}
