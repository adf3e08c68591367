import ai.invoke.release.it.PluginPrefix
import ai.invoke.release.testing.DistMaker
import java.nio.file.Files

['dist', 'bad'].each { name ->
    def folder = Files.createDirectories(basedir.toPath().resolve(name))
    def made = DistMaker.of('demo_app', '1.0')
    made.wheel(folder)
    made.sdist(folder)
}
// Whoever unpacks this finds another version than its name says.
def wheel = new File(basedir, 'bad/demo_app-1.0-py3-none-any.whl')
assert wheel.renameTo(new File(basedir, 'bad/demo_app-2.0-py3-none-any.whl'))
PluginPrefix.write(localRepositoryPath.toPath())
return true
