import ai.invoke.release.it.PluginPrefix

PluginPrefix.write(localRepositoryPath.toPath())
return true
