<?php

declare(strict_types=1);

namespace Drupal\chatroom\Controller;

use Drupal\chatroom\Room;
use Drupal\chatroom\Uploads;
use Drupal\Core\DependencyInjection\AutowireTrait;
use Drupal\Core\DependencyInjection\ContainerInjectionInterface;
use Drupal\Core\Entity\EntityTypeManagerInterface;
use Drupal\Core\Session\AccountProxyInterface;
use Drupal\file\FileInterface;
use Drupal\nodejs\Core\Refusal;
use Symfony\Component\HttpFoundation\BinaryFileResponse;
use Symfony\Component\HttpFoundation\File\UploadedFile;
use Symfony\Component\HttpFoundation\HeaderUtils;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpKernel\Exception\NotFoundHttpException;

/**
 * Files of rooms, in and out.
 */
final class FileController implements ContainerInjectionInterface {

  use AutowireTrait;

  public function __construct(
    private readonly Uploads $uploads,
    private readonly AccountProxyInterface $account,
    private readonly EntityTypeManagerInterface $entityTypes,
  ) {}

  /**
   * Answers POST /chatroom/ROOM/files: one file, as `file` of a form.
   */
  public function upload(Request $request, Room $room): JsonResponse {
    $file = $request->files->get('file');
    try {
      if (!$file instanceof UploadedFile || !$file->isValid()) {
        throw new Refusal(400, 'The file didn’t arrive whole; it may be too big for this site.');
      }
      $facts = $this->uploads->keep($room, (int) $this->account->id(), $file->getPathname(), $file->getClientOriginalName());
      return new JsonResponse($facts, 200, ['Cache-Control' => 'no-store, private']);
    }
    catch (Refusal $refusal) {
      return new JsonResponse(['error' => ['code' => $refusal->getCode(), 'message' => $refusal->getMessage()]], $refusal->getCode(), ['Cache-Control' => 'no-store, private']);
    }
  }

  /**
   * Answers GET /chatroom/ROOM/files/FID.
   */
  public function download(Room $room, string $fid): BinaryFileResponse {
    $row = $this->uploads->find((int) $fid, (int) $this->account->id());
    $file = $row !== NULL && (int) $row->rid === $room->rid ? $this->entityTypes->getStorage('file')->load((int) $fid) : NULL;
    if (!$file instanceof FileInterface || !is_file((string) $file->getFileUri())) {
      throw new NotFoundHttpException();
    }
    $isPicture = str_starts_with($row->type, 'image/');
    $response = new BinaryFileResponse((string) $file->getFileUri(), 200, [
      'Content-Type' => $row->type,
      // Whatever is in it, no browser makes a page of it.
      'X-Content-Type-Options' => 'nosniff',
      'Content-Security-Policy' => "default-src 'none'; sandbox",
      'Content-Disposition' => HeaderUtils::makeDisposition($isPicture ? 'inline' : 'attachment', $row->name, 'file-' . $fid),
      'Cache-Control' => 'private, max-age=300',
    ], FALSE);
    return $response;
  }

}
