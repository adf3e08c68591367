package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.inspect.Doctor;
import ai.invoke.release.goal.inspect.Inspection;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Says which credentials would be used for each index and for GitHub, and whether they are right: the identity of the job with its
 * claims, what the trusted publisher must be set to, what the GitHub token may do. Read-only. Fails when something is wrong.
 *
 * @since 1.0.0
 */
@Mojo(name = "doctor", threadSafe = true, requiresProject = false, aggregator = true)
public final class DoctorMojo extends AbstractInspectMojo {

    /**
     * Whether an upload token is minted and burned at once, which proves that the trusted publisher is set up. Left out for projects
     * that the index does not show, which minting may create.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.mint", defaultValue = "false")
    private boolean mint;

    /**
     * For Maven.
     *
     * @param decrypter decrypts logins of settings.xml
     */
    @Inject
    public DoctorMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    @Override
    protected void run(Console console) {
        Inspection inspection = new Doctor().run(new Doctor.Request(question(), request(console), mint));
        show(inspection, console);
        inspection.requireSound();
    }
}
