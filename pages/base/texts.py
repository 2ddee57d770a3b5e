def text_of(file, extension):
    return ""
