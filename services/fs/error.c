#include "fs/error.h"

#include "fs/session.h"

static const struct {
    errcode_t code;
    int error;
} table[] = {
    {EXT2_ET_FILE_NOT_FOUND, PE_NOENT},
    {EXT2_ET_NO_DIRECTORY, PE_NOTDIR},
    {EXT2_ET_DIR_EXISTS, PE_EXIST},
    {EXT2_ET_FILE_EXISTS, PE_EXIST},
    {EXT2_ET_BLOCK_ALLOC_FAIL, PE_NOSPC},
    {EXT2_ET_INODE_ALLOC_FAIL, PE_NOSPC},
    {EXT2_ET_DIR_NO_SPACE, PE_NOSPC},
    {EXT2_ET_EXPAND_DIR_ERR, PE_NOSPC},
    {EXT2_ET_EXTENT_NO_SPACE, PE_NOSPC},
    {EXT2_ET_CANT_INSERT_EXTENT, PE_NOSPC},
    {EXT2_ET_FILE_TOO_BIG, PE_FBIG},
    {EXT2_ET_NO_MEMORY, PE_NOMEM},
    {EXT2_ET_RO_FILSYS, PE_ROFS},
    {EXT2_ET_UNSUPP_FEATURE, PE_VERSION},
    {EXT2_ET_RO_UNSUPP_FEATURE, PE_VERSION},
    {EXT2_ET_REV_TOO_HIGH, PE_VERSION},
};

int fs_error(errcode_t code)
{
    if (code == 0)
        return 0;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (table[i].code == code)
            return -table[i].error;
    session.damaged = true;
    return -PE_IO;
}

/* The library warns through this, of libcom_err, when it meets a number outside a bitmap: damage. */
void com_err(const char *who, errcode_t code, const char *format, ...)
{
    (void)who, (void)code, (void)format;
    session.damaged = true;
}
