import ai.invoke.release.it.PluginPrefix
import java.nio.file.Files

// The newest that pip finds for this machine: two wheels for any platform, two for this one only.
def pip = new ProcessBuilder('python3', '-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', 'dist',
        'build', 'hatchling', 'ruff', 'numpy')
pip.directory(basedir).redirectErrorStream(true).redirectOutput(new File(basedir, 'pip-download.log'))
pip.environment().put('PIP_RETRIES', '0')
assert pip.start().waitFor() == 0 : new File(basedir, 'pip-download.log').text
// One release of them for the rules, which look at one release at a time.
def ruff = new File(basedir, 'dist').listFiles().find { it.name.startsWith('ruff-') }.toPath()
def folder = Files.createDirectories(new File(basedir, 'ruff').toPath())
Files.copy(ruff, folder.resolve(ruff.fileName))
PluginPrefix.write(localRepositoryPath.toPath())
return true
