import ai.invoke.release.it.DemoRepository
import ai.invoke.release.it.PluginPrefix

def tagged = new File(basedir, 'tagged').toPath()
DemoRepository.create(tagged, tagged).tag('v5.0.0a1')
// GitHub's runner makes these files before each step.
['github-output', 'github-summary', 'github-output-4'].each { new File(basedir, it).createNewFile() }
PluginPrefix.write(localRepositoryPath.toPath())
return true
